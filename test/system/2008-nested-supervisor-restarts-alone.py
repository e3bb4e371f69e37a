"""A failure inside a nested supervisor is that supervisor's affair."""
from lib import actor, child, same, supervisor


def case(t):
    b = t.baton("--strategy=one-for-all", "--backoff=0",
                child("top", actor("say:up pause")),
                supervisor("app/", "--strategy=rest-for-one"),
                child("app/db", actor("say:up gen:1 [ until:USR1 exit:1 ] pause")),
                child("app/api", actor("say:up pause")))
    b.event("up", name="top")
    b.event("up", name="app/api", gen=1)
    b.kill_child(b.event("up", name="app/db", gen=1), "USR1")
    b.event("up", name="app/api", gen=2)
    b.event("up", name="app/db", gen=2)
    b.kill("TERM")
    b.ends(0)
    same(b.count("up", name="top"), 1, "instances of the sibling above")
