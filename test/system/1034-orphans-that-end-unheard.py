"""A process whose end sends no SIGCHLD, as clone() makes them, is reaped all the same."""
from lib import actor


def case(t):
    b = t.baton(actor("say:up until:USR1 exit:4"),
                world=["fork-unheard", "[", "say:unheard", "until:USR2", "exit:77", "]"])
    unheard = b.event("unheard")
    outer = b.outer(unheard.pid)
    b.event("up")
    b.kill_child(unheard, "USR2")
    b.gone(outer)
    b.kill("USR1")
    b.ends(4)
