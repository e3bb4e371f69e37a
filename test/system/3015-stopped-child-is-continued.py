"""A child that has stopped itself gets its stop signal and CONT, so it can obey."""
from lib import actor


def case(t):
    b = t.baton("--restart=always", "--grace=20s",
                actor("report:CONT say:up die:STOP until:TERM say:asked exit:0"))
    up = b.event("up")
    t.stopped(b.outer(up.pid))
    b.kill("TERM")
    b.event("asked")
    b.ends(0)
