"""A forced end does not wait for --stop-delay: KILL comes at once and without the stop signal; a TERM
that an agent repeats changes nothing."""
import time

from lib import actor, child, same


def case(t):
    b = t.baton("--strategy=one-for-one", child("web", "--stop-delay=1h", actor("report:TERM say:up pause")))
    b.event("up")
    b.kill("INT")
    b.log("stop-delay", child="web")
    first = time.monotonic()
    b.kill("TERM")
    b.log("signal-ignored")
    t.watch_for(1.0 - (time.monotonic() - first) + 0.05)
    same(b.result, None, "an end")
    b.kill("INT")
    b.ends(122)
    same(b.reports("TERM"), 0, "stop signals")
    same(b.logged("stopping"), 0, "stop signals in the log")
    same(b.logged("killing", child="web"), 1, "KILLs")
