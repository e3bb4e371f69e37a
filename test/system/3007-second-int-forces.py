"""A second INT, a second or more after the first, kills all at once: 122."""
import time

from lib import actor, child, check


def case(t):
    b = t.baton("--restart=always", "--grace=10m",
                child("deaf", actor("ignore:TERM,INT say:up pause")))
    b.event("up")
    b.kill("INT")
    b.log("stopping", child="deaf")
    first = time.monotonic()
    b.kill("INT")  # at once: a double tap of the terminal, which does not force
    t.watch_for(1.0 - (time.monotonic() - first) + 0.05)
    check(b.result is None, "the early INT forces nothing")
    b.kill("INT")
    b.ends(122)
