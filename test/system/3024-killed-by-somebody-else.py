"""A child killed by somebody else during an asked stop is no 122."""
from lib import actor


def case(t):
    b = t.baton("--restart=always", "--grace=20s", actor("report:TERM say:up pause"))
    up = b.event("up")
    b.kill("TERM")
    b.got("TERM")
    b.kill_child(up, "KILL")
    b.ends(0)
