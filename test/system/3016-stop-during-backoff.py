"""A stop cancels a backoff: nothing is started, and the code is 0."""
from lib import actor, same


def case(t):
    b = t.baton("--restart=always", "--backoff=10m", actor("say:up exit:1"))
    b.log("ended")
    b.kill("TERM")
    b.ends(0)
    same(b.count("up"), 1, "instances")
