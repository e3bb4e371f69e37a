"""N restarts within DUR are granted, one more is not: the container ends with the child's code."""
from lib import actor, child, same


def case(t):
    b = t.baton("--strategy=one-for-one", "--backoff=0",
                child("good", actor("say:up until:TERM say:stopping exit:0")),
                child("bad", "--max-restarts=3/1m", actor("say:up exit:9")))
    b.ends(9)
    same(b.count("up", name="bad"), 4, "instances of the bad one")
    same(b.count("stopping", name="good"), b.count("up", name="good"), "the good one was asked")
    same(b.logged("give-up"), 1, "lines about giving up")
