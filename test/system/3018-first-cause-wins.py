"""The code is the first cause's: what ends later, badly or killed, changes nothing."""
from lib import actor, child


def case(t):
    b = t.baton(child("cause", actor("say:up until:USR1 exit:3")),
                child("later", actor("say:up until:TERM exit:9")),
                child("deaf", "--stop-timeout=100ms", actor("ignore:TERM say:up pause")))
    cause = b.event("up", name="cause")
    b.event("up", name="later")
    b.event("up", name="deaf")
    b.kill_child(cause, "USR1")
    b.ends(3)
