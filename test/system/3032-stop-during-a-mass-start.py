"""TERM and ends are heard while many children are being started: few more are, and none is lost."""
import os

from lib import actor, check, child, same

IDLE = True
CHILDREN = 2000


def lines(b):
    return [line["event"] for line in b.err.lines if "event" in line.pairs]


def case(t):
    stay = actor("pause")
    many = [child(f"c{n}", "--after=none", stay) for n in range(CHILDREN)]
    os.setpriority(os.PRIO_PROCESS, 0, -10)  # to see the line and send TERM before the last start
    b = t.baton("--strategy=one-for-one", many)
    os.setpriority(os.PRIO_PROCESS, b.pid, 10)
    b.log("spawned", child="c3")
    b.kill("TERM")
    b.log("shutdown")
    b.ends(0)
    told = lines(b)
    before = told[:told.index("shutdown")].count("spawned")
    check(before < CHILDREN, "TERM is heard before the last of them is started")
    same(told.count("spawned"), before, "what is started once it was heard")
    same(told.count("ended"), before, "ends of those that were")

    # An end that ends the container is one as well.
    first = child("c", actor("exit:7"))
    b = t.baton("--restart=never", first, many)
    os.setpriority(os.PRIO_PROCESS, b.pid, 10)
    b.ends(7)
    told = lines(b)
    check(told.count("spawned") < CHILDREN, "the end is heard before the last of them is started")
