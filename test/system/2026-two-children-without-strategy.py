"""Two children and no option: the first that ends takes the container with it, with its code."""
from lib import actor, child


def case(t):
    b = t.baton(actor("say:up until:TERM say:asked exit:9"),
                child("second", actor("say:up until:USR1 exit:7")))
    b.event("up", name="actor")
    b.kill_child(b.event("up", name="second"), "USR1")
    b.event("asked", name="actor")
    b.ends(7)
