"""A classic init follows TERM by CONT, so that a child which the terminal has stopped can end."""
from lib import actor


def case(t):
    for options in ([], ["--kill=group"]):
        b = t.baton(options, actor("say:up die:STOP until:TERM say:asked exit:3"))
        up = b.event("up")
        t.stopped(b.outer(up.pid))
        b.kill("TERM")
        b.event("asked")
        b.ends(3)
