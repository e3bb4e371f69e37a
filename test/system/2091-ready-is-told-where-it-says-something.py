"""`ready` without a --ready that has something to wait for is told at debug; else at info."""
from lib import actor, child, same


def case(t):
    for level, plain in ("info", 0), ("debug", 1):
        b = t.baton(f"--log-level={level}", child("plain", actor("say:up pause")),
                    child("waits", "--ready=fd:3", actor("ready:3 say:up pause")))
        b.event("up", name="waits")
        same(b.log("ready", child="waits")["level"], "info", "the level of a readiness")
        b.kill("TERM")
        b.ends(0)
        same(b.logged("ready", child="plain", level="debug"), plain, f"lines at {level}")
        same(b.logged("ready", child="plain"), plain, f"lines at {level}")
