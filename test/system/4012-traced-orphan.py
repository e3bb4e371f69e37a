"""A traced orphan is reaped when its tracer lets it go, and does not make the loop spin."""
from lib import actor, check


def case(t):
    b = t.baton("--restart=always", actor("daemon [ say:orphan until:USR1 exit:0 ] say:up pause"))
    orphan = b.event("orphan")
    b.event("up")
    number = b.outer(orphan.pid)
    tracer = t.actor(f"trace:{number} until:USR1 untrace:{number} say:let-go")
    tracer.event("traced")
    before = b.proc.switches
    b.kill_child(orphan, "USR1")
    t.watch_for(0.3)
    check(b.proc.switches - before <= 20, f"{b.proc.switches - before} wake-ups")
    tracer.kill("USR1")
    tracer.event("let-go")
    b.gone(number)
    b.kill("TERM")
    b.ends(0)
