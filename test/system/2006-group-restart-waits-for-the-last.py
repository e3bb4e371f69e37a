"""A group restart starts nothing until the last member is gone."""
from lib import actor, child, check


def case(t):
    gate = t.gate()
    b = t.baton("--strategy=one-for-all", "--backoff=0", "--grace=20s",
                child("slow",
                      actor(f"say:up until:TERM gen:1 [ say:stopping gate:{gate.path} say:gone",
                            "] exit:0")),
                child("fails", actor("say:up gen:1 [ until:USR1 exit:1 ] pause")))
    b.event("up", name="slow")
    b.kill_child(b.event("up", name="fails"), "USR1")
    b.event("stopping", name="slow")
    check(b.count("up", gen=2) == 0, "nothing starts before the slow one has gone")
    gate.open()
    b.event("up", name="slow", gen=2)
    b.event("up", name="fails", gen=2)
    told = [line.words[0] + line["gen"] for line in b.out.lines]
    check(told.index("gone1") < told.index("up2"), f"the order {told}")
    b.kill("TERM")
    b.ends(0)
