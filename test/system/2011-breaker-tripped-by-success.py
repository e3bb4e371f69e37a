"""A breaker that trips on a success: 120."""
from lib import actor, same


def case(t):
    b = t.baton("--restart=always", "--backoff=0", "--max-restarts=2/1m", actor("say:up exit:0"))
    b.ends(120)
    same(b.count("up"), 3, "instances")
