"""Not PID 1: baton becomes a subreaper: forwards, reaps, drains what is below, keeps the code."""
from lib import actor, same


def case(t):
    b = t.baton(actor("daemon [ say:daemon until:TERM say:asked exit:0 ] until:TERM exit:5"),
                pid1=False)
    daemon = b.event("daemon")
    same(b.of(daemon).ppid, b.pid, "the daemon's new parent")
    b.kill("TERM")
    b.event("asked")
    b.ends(5)
    same(b.count("asked"), 1, "reports of the daemon")
