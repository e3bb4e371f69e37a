"""When its child ends, dumb-init sends TERM, through the rewrites, to the group; as PID 1 it lets
the group handle it, but no longer than a second."""
import os
import signal

from lib import actor, same

LEFT = "fork [ report:INT say:left until:TERM say:handled exit:0 ] until:USR1 exit:6"


def case(t):
    for pid1 in (True, False):
        b = t.named("dumb-init", actor(LEFT), pid1=pid1)
        b.kill_parent(b.event("left"), "USR1")
        b.event("handled")
        b.ends(6)
    b = t.named("dumb-init", "-r15:2", actor(LEFT), pid1=False)
    left = b.event("left")
    b.kill_parent(left, "USR1")
    b.ends(6)
    same(b.got("INT").pid, left.pid, "who got what TERM was rewritten to")
    os.kill(left.pid, signal.SIGTERM)
    b = t.named("dumb-init", actor("fork [ ignore:TERM say:left pause ] until:USR1 exit:6"))
    b.kill_parent(b.event("left"), "USR1")
    b.ends(6)
    b = t.named("dumb-init", actor(LEFT), pid1=False, env={"BATON_ARGS": "--signal=TERM:shutdown"})
    b.kill_parent(b.event("left"), "USR1")
    b.event("handled")
    b.ends(6)
    for words in (["-c"], ["-r15:0"]):
        b = t.named("dumb-init", words, actor(LEFT), pid1=False)
        left = b.event("left")
        b.kill_parent(left, "USR1")
        b.ends(6)
        os.kill(left.pid, signal.SIGKILL)
        t.wait(lambda: not any(stream.fd >= 0 for stream in t.streams()), "the end of its output")
        same(b.count("handled"), 0, f"{words}: TERM handled")
