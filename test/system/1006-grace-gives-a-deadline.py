"""A classic init with --grace kills a child that ignores TERM; the code is that end's."""
from lib import actor


def case(t):
    b = t.baton("--grace=300ms", actor("ignore:TERM say:up pause"))
    b.event("up")
    b.kill("TERM")
    b.ends(137)
