"""10,000 children on one line start, run and stop."""
from lib import actor, child, same

LONG = True
TIMEOUT = 300
CHILDREN = 10_000


def case(t):
    # With time enough for a machine that is busy: no child is to be killed before it is heard.
    b = t.baton("--strategy=one-for-one", "--log-level=warn", "--grace=120s",
                [child(f"c{n}", "--after=none", actor("say:up until:TERM say:asked exit:0"))
                 for n in range(CHILDREN)])
    t.wait(lambda: b.count("up") == CHILDREN, "all children", b, seconds=120)
    same(len(b.children()), CHILDREN, "children of baton")
    b.kill("TERM")
    b.ends(0, seconds=120)
    same((b.count("up"), b.count("asked")), (CHILDREN, CHILDREN), "starts and stops")
