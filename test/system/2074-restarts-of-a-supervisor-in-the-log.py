"""The log counts a supervisor's restarts against its own limit, which is 5, and a group's stop is no end."""
from lib import actor, child, same, supervisor


def ends(b):
    return [line for line in b.err.lines if line.has({"event": "ended", "supervisor": "jobs"})]


def case(t):
    b = t.baton("--strategy=one-for-all", "--backoff=0", "--jitter=0",
                child("main", actor("say:up gen:2 [ until:USR1 exit:1 ] pause")),
                supervisor("jobs/"),
                child("jobs/a", "--max-restarts=1/1m",
                      actor("say:up gen:1 [ exit:3 ] gen:2 [ exit:3 ] pause")))
    b.log("ended", supervisor="jobs", restarts="1/5")
    b.event("up", name="jobs/a", gen=3)
    before = len(ends(b))
    b.kill_child(b.event("up", name="main", gen=2), "USR1")
    b.event("up", name="jobs/a", gen=4)
    same((before, len(ends(b))), (1, 1), "ends of the supervisor")
    b.kill("TERM")
    b.ends(0)
