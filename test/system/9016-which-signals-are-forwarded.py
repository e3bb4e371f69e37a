"""Under each name: which signals reach the child, and what the others do to the program itself.

As PID 1 the kernel drops those that would end it, so the faults are sent to a subreaper."""
import os

from lib import actor, number, same

NOBODYS = {9, 17, 19, 32, 33}
FAULTS = {number(name) for name in ("SEGV", "BUS", "ILL", "FPE", "TRAP", "SYS", "ABRT")}
STOPS = {number(name) for name in ("TSTP", "TTIN", "TTOU")}
KEPT = {"tini": FAULTS | STOPS - {number("TSTP")}, "dumb-init": STOPS, "catatonit": FAULTS | STOPS}


def case(t):
    for name, kept in KEPT.items():
        b = t.named(name, "--", actor("report:all say:up pause"))
        b.event("up")
        for signal in sorted(set(range(1, 65)) - NOBODYS - kept):
            b.kill(signal)
            b.got(signal)
        for signal in sorted(kept - FAULTS) if name != "dumb-init" else ():
            b.kill(signal)
        b.kill("USR1")
        b.got("USR1")
        same(sum(b.reports(signal) for signal in kept), 0, f"{name}: reports of what it keeps")
        b.kill("KILL")
        b.ends(-9)
        for signal in sorted(FAULTS & kept):
            b = t.named(name, ["-s"] if name == "tini" else [], "--",
                        actor("report:all say:up pause"), pid1=False)
            up = b.event("up")
            b.kill(signal)
            b.ends(-signal)
            os.kill(up.pid, 9)
            same(b.reports(signal), 0, f"{name}: reports of {signal}")
