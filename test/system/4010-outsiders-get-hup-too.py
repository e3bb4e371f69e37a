"""Processes that came in from outside (an exec'd shell) get TERM and HUP and are not waited for."""
from lib import actor


def case(t):
    b = t.baton("--restart=always", "--grace=20s", actor("say:up pause"))
    b.event("up")
    shell = t.enter(b, "report:TERM,HUP say:in pause")
    shell.event("in")
    b.kill("TERM")
    shell.got("TERM")
    shell.got("HUP")
    # The kernel ends it with PID 1, and PID 1's end waits for its reaping by us.
    shell.ends(-9)
    b.ends(0)
