"""baton is held up until after its deadlines: children that were ready in time are not stopped for it,
also if they are more than one look tells, and whoever has ended in time is not killed."""
from lib import actor, child, same

IDLE = True  # but for the beginnings
LONG = True
CHILDREN = 300  # one look tells 256


def case(t):
    b = t.baton("--restart=never", "--log-level=debug", "--grace=30s",
                [child(f"c{n}", "--after=none", "--ready=fd:3", "--start-timeout=15s",
                       actor("say:up until:USR1 ready:3 say:written until:TERM exit:0"))
                 for n in range(CHILDREN)])
    up = b.events(CHILDREN, "up")
    b.kill("STOP")
    t.stopped(b.pid)
    for line in up:
        b.kill_child(line, "USR1")
    b.events(CHILDREN, "written")
    t.watch_for(15.5)
    b.kill("CONT")
    b.log_until("ready", CHILDREN)
    same(b.logged("ended"), 0, "ends")
    b.kill("TERM")
    b.log("shutdown")
    b.ends(0)

    play = actor("ignore:TERM say:up until:USR1 exit:0")
    b = t.baton("--restart=always", "--stop-timeout=8s", child("a", play), child("b", play))
    up = b.events(2, "up")
    b.kill("TERM")
    b.log("shutdown")
    b.kill("STOP")
    t.stopped(b.pid)
    for line in up:
        b.kill_child(line, "USR1")
    t.watch_for(8.5)
    b.kill("CONT")
    b.ends(0)
