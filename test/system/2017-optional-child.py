"""The end of an --optional child never ends the container; its breaker only stops its restarts."""
from lib import actor, child, same


def case(t):
    b = t.baton("--strategy=one-for-all", "--backoff=0",
                child("main", actor("say:up until:USR1 exit:0")),
                child("extra", "--optional", "--max-restarts=2/1m", actor("say:up exit:1")))
    b.event("up", name="main")
    b.events(3, "up", name="extra")
    b.log_until("ended", 3, child="extra")
    same(b.count("up", name="main"), 1, "instances of main")
    b.kill("TERM")
    b.ends(0)
    same(b.count("up", name="extra"), 3, "instances of the optional one")
