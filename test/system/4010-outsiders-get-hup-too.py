"""Processes that came in from outside (an exec'd shell) get TERM and HUP and are not waited for."""
from lib import NO_MARK, actor


def case(t):
    b = t.baton("--restart=always", "--grace=20s",
                actor("daemon [ report:TERM say:orphan until:USR1 exit:0 ] say:up pause"),
                world=[NO_MARK])
    b.event("up")
    orphan = b.event("orphan")
    shell = t.enter(b, "report:TERM,HUP say:in pause")
    shell.event("in")
    b.kill("TERM")
    shell.got("TERM")
    shell.got("HUP")
    # Only the orphan holds the end up; then the kernel ends the shell with PID 1.
    b.kill_child(orphan, "USR1")
    shell.ends(-9)
    b.ends(0)
