"""--retry-after: a child whose breaker has tripped is tried alone now and then, its siblings run on, and
it is well again once the cause is gone; without it the container ends."""
from lib import actor, check, child, same

ALIVE = actor("say:up ready:3 until:USR1 exit:4")


def until_there(path):
    return ["/bin/sh", "-c", f'test -e {path} || exit 3; exec "$@"', "sh", *ALIVE]


def case(t):
    cause = t.path("cause")
    clauses = (child("good", actor("say:up pause")),
               child("bad", "--ready=fd:3", "--max-restarts=2/1h", until_there(cause)))
    b = t.baton("--strategy=one-for-one", "--backoff=0", *clauses)
    b.ends(3)
    for strategy in ("one-for-one", "one-for-all"):
        cause = t.path(strategy)
        clauses = (child("bad", "--ready=fd:3", "--max-restarts=2/1h", "--backoff-reset=0",
                         "--retry-after=20ms", until_there(cause)),
                   child("good", "--after=none", actor("say:up pause")))
        b = t.baton(f"--strategy={strategy}", "--backoff=0", *clauses)
        for restarts in ("1/2", "2/2"):
            b.log("ended", child="bad", code=3, next="restart", restarts=restarts)
        for _ in range(4):
            line = b.log("ended", child="bad", next="retry", restarts="2/2")
            same((line["delay"], line["level"]), ("20ms", "warn"), line.text)
        groups = b.logged("group-restart")
        same(groups, 0 if strategy == "one-for-one" else 2, "group restarts: none for a try")
        t.file(strategy)
        up = b.event("up", name="bad")
        b.log("ready", child="bad")
        environment = dict(b.of(up).environment())
        same((environment["LIFECYCLE_CAUSE"], environment["LIFECYCLE_PREV_EXIT"]), ("restart", "3"),
             "what it is told")
        same(b.logged("give-up"), 0, "supervisors that gave up")
        # It was up for --backoff-reset: its restarts are counted anew, and its strategy applies.
        good = b.logged("spawned", child="good")  # if bad ended before it was, one fewer
        b.kill_child(up, "USR1")
        b.log("ended", child="bad", code=4, next="restart", restarts="1/2")
        check(b.event("up", name="bad")["gen"] != up["gen"], "the next instance")
        same(b.logged("group-restart"), groups * 3 // 2, "group restarts")
        b.event("up", name="good", gen=good + (groups > 0))
        b.kill("TERM")
        b.ends(0)
