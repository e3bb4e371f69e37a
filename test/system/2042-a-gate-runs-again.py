"""--gate: a oneshot that runs again before each group start of what waits for it, though it had
finished and even if it stands before the trigger; not for a child that is restarted alone."""
from lib import actor, child, same

SERVICE = "say:up until:USR1 exit:1"


def counts(b):
    return tuple(b.count("up", name=name) for name in ("db", "wait", "app"))


def case(t):
    b = t.baton("--strategy=rest-for-one", "--backoff=0", child("db", actor(SERVICE)),
                child("wait", "--gate", actor("say:up until:USR1 exit:0")),
                child("app", actor(SERVICE)))
    db = b.event("up", name="db", gen=1)
    b.kill_child(b.event("up", name="wait", gen=1), "USR1")
    b.event("up", name="app", gen=1)
    # Behind the trigger, and before it: each start of app has its own answer.
    b.kill_child(db, "USR1")
    b.event("up", name="db", gen=2)
    wait = b.event("up", name="wait", gen=2)
    same(dict(b.of(wait).environment())["LIFECYCLE_CAUSE"], "sibling:db", "the gate's cause")
    same(counts(b), (2, 2, 1), "instances while the gate runs")
    b.kill_child(wait, "USR1")
    b.kill_child(b.event("up", name="app", gen=2), "USR1")
    wait = b.event("up", name="wait", gen=3)
    same(dict(b.of(wait).environment())["LIFECYCLE_CAUSE"], "sibling:app", "the gate's cause")
    same(counts(b), (2, 3, 2), "instances while the gate runs")
    b.kill_child(wait, "USR1")
    b.event("up", name="app", gen=3)
    b.kill("TERM")
    b.ends(0)
    # Alone.
    b = t.baton("--strategy=one-for-one", "--backoff=0", child("db", actor(SERVICE)),
                child("wait", "--gate", actor("say:up exit:0")), child("app", actor(SERVICE)))
    b.event("up", name="db", gen=1)
    b.kill_child(b.event("up", name="app", gen=1), "USR1")
    b.event("up", name="app", gen=2)
    b.kill("TERM")
    b.ends(0)
    same(counts(b), (1, 1, 2), "instances without a group restart")
