"""--stop-delay: a child that is to stop still serves until it is over, hears its stop signal only then,
and may end before; --grace has room for it."""
from lib import actor, check, child, same

LIVES = "report:TERM,USR1 say:up until:USR2 exit:0"


def case(t):
    # A delay that no case waits for: whatever happens, happens in it.
    b = t.baton("--strategy=one-for-one", "--forward=USR1,USR2",
                child("web", "--stop-delay=1h", "--stop-timeout=2s", actor(LIVES)))
    b.says("--stop-delay", "--grace is 3610s")
    b.event("up")
    b.kill("TERM")
    same(b.log("stop-delay", child="web")["delay"], "1h", "the delay")
    b.kill("USR1")
    b.got("USR1")
    b.kill("USR2")
    b.ends(0)
    same(b.reports("TERM"), 0, "stop signals")
    same(b.logged("stopping"), 0, "stop signals in the log")

    b = t.baton("--strategy=one-for-one", "--stop-delay=200ms", actor("say:up until:TERM exit:0"))
    b.event("up")
    b.kill("TERM")
    begun = b.log("stop-delay")
    same(begun["delay"], "200ms", "the delay")
    told = b.log("stopping")
    check(b.err.lines.index(begun) < b.err.lines.index(told), "the signal is told of last")
    b.ends(0)
    uptime = b.log("ended")["uptime"]
    check(not uptime.endswith("ms") or int(uptime[:-2]) >= 200, f"it has lived for {uptime}")
