"""A child that forks when it is asked to end: what it left is ended too, and 0 stays 0."""
from lib import actor, same


def case(t):
    b = t.baton("--restart=always", "--grace=20s",
                actor("say:up until:TERM times:20 [ fork [ pause ] ] daemon [ pause ]",
                      "say:forked exit:0"))
    b.event("up")
    b.kill("TERM")
    b.ends(0)
    same(b.count("forked"), 1, "stops")
