"""baton itself is stopped while 50 children end and 50 orphans come; continued, it misses none."""
from lib import actor, child, same

CHILDREN = 50


def case(t):
    for pid1 in (True, False):
        b = t.baton("--strategy=one-for-one", "--backoff=0", "--log-level=warn",
                    [child(f"c{n}", actor("say:up gen:1 [ until:USR1 fork [ pause ] exit:1 ] pause"))
                     for n in range(CHILDREN)], pid1=pid1)
        first = b.events(CHILDREN, "up", gen=1)
        numbers = [b.outer(line.pid) for line in first]
        b.kill("STOP")
        t.stopped(b.pid)
        for line in first:
            b.kill_child(line, "USR1")
        for number in numbers:
            t.ended_unreaped(number)
        b.kill("CONT")
        second = b.events(CHILDREN, "up", gen=2)
        t.only_left(b, {b.outer(line.pid) for line in second})
        same(b.count("up"), 2 * CHILDREN, "instances")
        same(b.logged("ended"), CHILDREN, "ends in the log")
        b.kill("TERM")
        b.ends(0)
