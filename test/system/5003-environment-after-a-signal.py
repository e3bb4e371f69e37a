"""After a signal: PREV_EXIT=-1 and the signal's name; the ID is kept over KILL."""
from lib import actor, same


def case(t):
    b = t.baton("--restart=always", "--backoff=0", actor("say:up pause"))
    up = b.event("up", gen=1)
    one = dict(b.of(up).environment())
    for generation, name in ((2, "KILL"), (3, "SEGV"), (4, "TERM")):
        b.kill_child(up, name)
        up = b.event("up", gen=generation)
        env = dict(b.of(up).environment())
        same([env["LIFECYCLE_" + key]
              for key in ("PREV_EXIT", "PREV_SIGNAL", "PREV_REASON", "GENERATION")],
             ["-1", f"SIG{name}", "signal", str(generation)], f"after {name}")
        same(env["LIFECYCLE_RESUME_ID"], one["LIFECYCLE_RESUME_ID"], "the ID")
    b.kill("TERM")
    b.ends(0)
