"""A storm of signals while the child ends is no crash and changes nothing about the code."""
from lib import actor


def case(t):
    for _ in range(20):
        b = t.baton(actor("ignore:all say:up until:RTMIN+5 exit:6"))
        b.event("up")
        for turn in range(300):
            try:
                b.kill("RTMIN+5" if turn == 150 else 1 + turn % 8)
            except ProcessLookupError:
                break
        b.ends(6)
