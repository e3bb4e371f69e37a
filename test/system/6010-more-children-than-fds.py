"""With more children than open files are allowed the rest run without a pidfd: none is lost."""
from lib import actor, child, same

CHILDREN = 60


def case(t):
    for pid1 in (True, False):
        b = t.baton("--strategy=one-for-one", "--backoff=0",
                    [child(f"c{n}",
                           actor("say:up gen:1 [ until:USR1 exit:1 ] until:TERM say:asked exit:0"))
                     for n in range(CHILDREN)], world=["rlimit:NOFILE=48:48"], pid1=pid1)
        up = b.events(CHILDREN, "up", gen=1)
        for line in up:
            b.kill_child(line, "USR1")
        b.events(CHILDREN, "up", gen=2)
        b.kill("TERM")
        b.ends(0)
        same(b.count("asked"), CHILDREN, "children that were asked to end")
        same(b.count("up"), 2 * CHILDREN, "instances")
