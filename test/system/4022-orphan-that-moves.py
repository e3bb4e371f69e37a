"""The same in a session of its own, as a subreaper: the drain follows it and ends it."""
from lib import NO_MARK, actor


def case(t):
    for pid1 in (True, False):
        b = t.baton("--restart=always", "--drain=300ms",
                    actor("daemon [ ignore:TERM relay:20000 [ say:over ] ] say:up pause"), pid1=pid1,
                    world=[NO_MARK])
        b.event("up")
        b.kill("TERM")
        b.ends(0)
        if not pid1:
            for number in t.strays():
                b.gone(number)
