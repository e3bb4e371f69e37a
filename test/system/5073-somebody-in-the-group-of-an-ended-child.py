"""A number that is still somebody's after its child was reaped, since a process of another child is in its
group, or is a zombie there, is looked into: nothing of that child is left, so it is restarted, and they
hear nothing of it."""
import re

from lib import actor, child, same

NUMBER = 100  # of the first child


def taken(t, state, joins):
    b = t.baton("--strategy=one-for-one", "--backoff=0", "--drain=off",
                child("a", "--restart=always", actor("say:up gen:1 [ until:USR1 exit:1 ] pause")),
                child("b", actor(f"say:here until:USR2 fork [ setpgid:{NUMBER} {joins} ] pause")),
                world=[f"last-pid:{NUMBER - 1}"])
    up = b.event("up", gen=1)  # now there is its group
    same(up.pid, NUMBER, "the child's number")
    b.kill_child(b.event("here"), "USR2")
    joined = b.event("joined")
    other = b.of(joined)
    if state == "Z":
        t.ended_unreaped(b.outer(joined.pid))
    same((other.group, b.of(up).group), (b.of(up).group, b.outer(NUMBER)), "the group that was joined")
    trace = t.traced(b, state)
    b.kill_child(up, "USR1")
    b.event("up", gen=2)
    same((other.state == "Z", b.reports("TERM")), (state == "Z", 0), "who joined, afterwards")
    b.kill_child(joined, "KILL")
    b.kill("TERM")
    b.ends(0)
    asked = "\n".join(line for line in trace() if re.match(r"fcntl|getdents64|clone", line))
    wanted = rf"F_SETOWN, {NUMBER}\) = 0\nfcntl\(\d+, F_SETOWN, 0\) = 0\ngetdents64(.*\n)+clone"
    same(bool(re.search(wanted, asked)), True, f"a walk decides, no owner stays: {asked}")


def case(t):
    taken(t, "S", "report:TERM,HUP say:joined pause")
    taken(t, "Z", "say:joined exit:0")
