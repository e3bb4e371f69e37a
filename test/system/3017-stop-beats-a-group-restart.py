"""A stop that comes while a group restart waits for a slow member: nothing is started again."""
from lib import actor, child, same


def case(t):
    gate = t.gate()
    b = t.baton("--strategy=one-for-all", "--backoff=0", "--grace=20s",
                child("slow", actor(f"say:up until:TERM say:asked gate:{gate.path} exit:0")),
                child("fails", actor("say:up until:USR1 exit:1")))
    b.event("up", name="slow")
    b.kill_child(b.event("up", name="fails"), "USR1")
    b.event("asked")
    b.kill("TERM")
    b.log("shutdown")
    gate.open()
    b.ends(0)
    same(b.count("up"), 2, "instances in all")
    same(b.count("asked"), 1, "stop signals at the slow one")
