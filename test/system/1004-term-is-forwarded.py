"""TERM goes to the child, which answers in its own time; its code is the container's."""
from lib import actor


def case(t):
    b = t.baton(actor("say:up until:TERM say:stopping exit:5"))
    b.event("up")
    b.kill("TERM")
    b.event("stopping")
    b.ends(5)
