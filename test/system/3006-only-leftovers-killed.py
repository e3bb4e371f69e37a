"""What only the sweep or the drain had to kill does not count for 122."""
from lib import NO_MARK, actor


def case(t):
    b = t.baton("--restart=always", "--grace=600ms",
                actor("fork [ ignore:TERM say:left pause ] daemon [ ignore:TERM say:left pause",
                      "] say:up until:TERM exit:1"), world=[NO_MARK])
    b.events(2, "left")
    b.event("up")
    b.kill("TERM")
    b.ends(0)
