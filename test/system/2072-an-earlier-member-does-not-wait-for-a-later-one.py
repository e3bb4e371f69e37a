"""In a group restart a child before the trigger is back at once, whatever the trigger's delay is."""
from lib import actor, child, check


def case(t):
    b = t.baton("--strategy=one-for-all", "--jitter=0",
                child("first", actor("say:up pause")),
                child("fails", "--backoff=1h", actor("say:up until:USR1 exit:1")),
                child("last", actor("say:up pause")))
    b.event("up", name="last", gen=1)
    b.kill_child(b.event("up", name="fails", gen=1), "USR1")
    b.event("up", name="first", gen=2)
    check(b.count("up", gen=2) == 1, "the one behind waits for the trigger, which waits for an hour")
    b.kill("TERM")
    b.ends(0)
