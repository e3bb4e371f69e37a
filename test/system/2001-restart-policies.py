"""always restarts after any end, on-failure after a failure only, never not at all."""
from lib import actor, child, same


def case(t):
    # Two ends of each kind, then a third instance that stays.
    b = t.baton("--backoff=0", child("a", "--restart=always", actor(
        "say:up gen:1 [ exit:0 ] gen:2 [ exit:3 ] gen:3 [ die:TERM ] pause")))
    for generation in (1, 2, 3, 4):
        b.event("up", name="a", gen=generation)
    b.kill("TERM")
    b.ends(0)
    b = t.baton("--backoff=0", "--restart=on-failure", actor(
        "say:up gen:1 [ exit:3 ] gen:2 [ die:TERM ] exit:0"))
    b.ends(0)
    same(b.count("up"), 3, "instances under on-failure")
    b = t.baton("--restart=never", "--start-timeout=9s", actor("say:up exit:3"))
    b.ends(3)
    same(b.count("up"), 1, "instances under never")
