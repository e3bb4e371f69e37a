"""With -g, or --kill=group, a signal goes to the child's whole process group."""
from lib import actor, check


def case(t):
    for option in ("-g", "--kill=group"):
        b = t.baton(option, actor("report:USR1 fork [ say:below pause ] say:up until:TERM exit:0"))
        b.event("up")
        b.event("below")
        b.kill("USR1")
        first, second = b.got("USR1"), b.got("USR1")
        check(first.pid != second.pid, "both processes got it")
        b.kill("TERM")
        b.ends(0)
