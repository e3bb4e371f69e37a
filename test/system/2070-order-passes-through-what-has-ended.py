"""Behind a oneshot that has finished, a child is started again only when what that waited for is ready."""
from lib import actor, child, check


def case(t):
    gate = t.gate()
    b = t.baton("--strategy=one-for-all", "--backoff=0",
                child("db", "--ready=fd:4",
                      actor(f"say:up gen:1 [ ready:4 until:USR1 exit:1 ] gate:{gate.path}",
                            "say:ready ready:4 pause")),
                child("migrate", "--oneshot", actor("say:up exit:0")),
                child("web", actor("say:up pause")))
    b.event("up", name="web", gen=1)
    b.kill_child(b.event("up", name="db", gen=1), "USR1")
    b.event("up", name="db", gen=2)
    gate.open()
    b.event("up", name="web", gen=2)
    told = [f"{line.words[0]} {line['name']} {line['gen']}" for line in b.out.lines]
    check(told.index("ready db 2") < told.index("up web 2"), f"the order {told}")
    check(b.count("up", name="migrate") == 1, "migrate has run once")
    b.kill("TERM")
    b.ends(0)
