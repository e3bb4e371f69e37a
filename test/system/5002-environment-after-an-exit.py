"""A later instance is told how the last one ended; ID and epoch stay."""
from lib import actor, check, same


def case(t):
    b = t.baton("--restart=always", "--backoff=0",
                actor("say:up gen:1 [ until:USR1 exit:7 ] gen:2 [ until:USR1 exit:0 ] pause"))
    first = b.event("up", gen=1)
    one = dict(b.of(first).environment())
    b.kill_child(first, "USR1")
    second = b.event("up", gen=2)
    two = dict(b.of(second).environment())
    b.kill_child(second, "USR1")
    three = dict(b.of(b.event("up", gen=3)).environment())
    same([two["LIFECYCLE_" + key] for key in ("GENERATION", "PREV_EXIT", "PREV_REASON", "CAUSE")],
         ["2", "7", "exit", "restart"], "the second instance's")
    check("LIFECYCLE_PREV_SIGNAL" not in two, "no signal")
    check(two["LIFECYCLE_PREV_UPTIME_MS"].isdigit(), two["LIFECYCLE_PREV_UPTIME_MS"])
    same([three["LIFECYCLE_" + key] for key in ("GENERATION", "PREV_EXIT", "PREV_REASON", "CAUSE")],
         ["3", "0", "exit", "restart"], "the third instance's")
    for key in ("LIFECYCLE_RESUME_ID", "LIFECYCLE_EPOCH"):
        same({one[key], two[key], three[key]}, {one[key]}, key)
    b.kill("TERM")
    b.ends(0)
