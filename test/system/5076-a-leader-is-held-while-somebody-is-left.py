"""As long as anybody of an instance is left, in its group, in another one or in a session of its own, its
leader stays a zombie, so that its number is nobody else's; when they are gone it is reaped at once, and
only then the kernel is asked for the number."""
from lib import actor, child, same

LEFT = "report:TERM say:left until:USR1 exit:0"


def left(t, name, play):
    b = t.baton(child("a", "--restart=always", "--backoff=0", "--stop-timeout=20s",
                      actor(f"gen:1 [ {play} until:USR2 exit:1 ] say:again pause")))
    found, first = b.event("left"), b.log("spawned", gen=1)
    leader = b.of(first)
    trace = t.traced(b, name)
    b.kill_child(first, "USR2")
    b.got("TERM")
    same((leader.state, b.count("again")), ("Z", 0), f"the leader, with somebody left in {name}")
    b.kill_child(found, "USR1")
    again = b.event("again", gen=2)
    t.only_left(b, {b.outer(again.pid)})
    b.kill("TERM")
    b.ends(0)
    lines = trace()
    gone = next(i for i, line in enumerate(lines) if "si_pid={},".format(found.pid) in line)
    number = int(first["pid"])
    asked = [i for i, line in enumerate(lines) if f"F_SETOWN, {number})" in line]
    same((len(asked) >= 1, all(i > gone for i in asked)), (True, True), "questions, after the end")
    same("ESRCH" in lines[asked[-1]], True, "the last answer")


def case(t):
    left(t, "its group", f"fork [ {LEFT} ]")
    left(t, "another group", f"fork [ setpgid {LEFT} ]")
    left(t, "a session of its own", f"daemon [ {LEFT} ]")
