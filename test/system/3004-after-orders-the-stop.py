"""Two siblings of which one is explicitly --after the other stop in order; the rest with them."""
from lib import actor, child, check


def case(t):
    stay = actor("say:up until:TERM say:stopping exit:0")
    b = t.baton("--strategy=one-for-one", child("db", stay), child("free", "--after=none", stay),
                child("api", "--after=db", stay))
    b.events(3, "up")
    b.kill("TERM")
    b.ends(0)
    told = [line["name"] for line in b.out.lines if line.words[0] == "stopping"]
    check(told.index("api") < told.index("db"), f"the stops {told}")
