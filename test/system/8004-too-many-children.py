"""More children than fit: 2, one message, nothing started."""
import lib
from lib import same


def case(t):
    b = t.baton("--restart=never", [["+++", "--", lib.ACTOR, "say:up"] for _ in range(20_001)])
    b.ends(2)
    same((len(b.err.lines), b.count("up")), (1, 0), f"messages and starts: {b.err.text()[:500]}")
