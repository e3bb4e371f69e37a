"""baton and its child stand still for longer than the child had: it is not stopped for it, and a stop
under way has its time as well."""
from lib import actor, child, same

IDLE = True
LONG = True


def stand_still(t, b, up, seconds):
    b.kill("STOP")
    t.stopped(b.pid)
    b.kill_child(up, "STOP")
    t.watch_for(seconds)
    b.kill("CONT")
    b.kill_child(up, "CONT")


def case(t):
    b = t.baton("--strategy=one-for-one",
                child("w", "--ready=fd:3", "--start-timeout=4s",
                      actor("say:up until:USR1 ready:3 say:written until:TERM say:asked",
                            "until:USR2 exit:0")),
                child("other", "--after=none", actor("say:up until:TERM exit:0")))
    up = b.event("up", name="w")
    b.event("up", name="other")
    stand_still(t, b, up, 5.5)
    b.kill_child(up, "USR1")
    b.event("written")
    b.log("ready", child="w")
    same(b.logged("start-timeout"), 0, "start timeouts")

    b.kill("TERM")
    b.event("asked")
    stand_still(t, b, up, 9.5)
    b.kill_child(up, "USR2")
    b.ends(0)
