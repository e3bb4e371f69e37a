"""A child whose end a tracer holds back: baton waits without turning in its loop, then goes on."""
from lib import actor, check, child


def case(t):
    b = t.baton(child("a", "--restart=always", "--backoff=0", actor("say:up until:USR1 exit:1")),
                child("b", "--restart=always", actor("say:up pause")))
    up = b.event("up", name="a")
    b.event("up", name="b")
    number = b.outer(up.pid)
    tracer = t.actor(f"trace:{number} until:USR1 untrace:{number} say:let-go")
    tracer.event("traced")
    before = b.proc.switches, b.proc.ticks
    b.kill_child(up, "USR1")
    t.watch_for(0.5)
    after = b.proc.switches, b.proc.ticks
    t.note(f"{after[0] - before[0]} wake-ups, {after[1] - before[1]} ticks")
    check(after[0] - before[0] <= 20 and after[1] - before[1] <= 5, f"it spins: {before} {after}")
    check(b.count("up", name="a") == 1, "no restart yet")
    tracer.kill("USR1")
    tracer.event("let-go")
    b.event("up", name="a", gen=2)
    b.kill("TERM")
    b.ends(0)
