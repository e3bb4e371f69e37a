"""Orphans get TERM once, then KILL at the end of --drain; the code is not theirs."""
from lib import NO_MARK, actor, same


def case(t):
    b = t.baton("--restart=always", "--drain=400ms", "--grace=8s",
                actor("daemon [ report:TERM say:deaf pause ] daemon [ say:polite until:TERM",
                      "say:asked exit:3 ] say:up pause"), world=[NO_MARK])
    for tag in ("deaf", "polite", "up"):
        b.event(tag)
    b.kill("TERM")
    b.event("asked")
    b.got("TERM")
    b.ends(0)
    same(b.reports("TERM"), 1, "TERMs at the deaf one")
