"""None of them goes on reaping for as long as orphans keep coming: each ends when its child does, and
of what has ended by then it looks at so many at the most."""
import os

from lib import actor, check

ORPHANS, MOST = 5000, 4096


def case(t):
    said = os.open(t.file("said"), os.O_WRONLY | os.O_APPEND)
    b = t.named("tini", "-w", "--", actor(f"say:up until:USR1 orphans:{ORPHANS} say:done pause"),
                err=said)
    up = b.event("up")
    child = b.outer(up.pid)
    b.kill("STOP")
    t.stopped(b.pid)
    b.kill_child(up, "USR1")
    b.event("done")
    for orphan in set(b.namespace_processes()) - {child}:
        t.ended_unreaped(orphan)
    b.kill_child(up, "KILL")
    t.ended_unreaped(child)
    b.kill("CONT")
    b.ends(137)
    with open(t.path("said")) as file:
        lines = file.read().count("Reaped zombie")
    check(0 < lines <= MOST, f"it looked at {lines}")
