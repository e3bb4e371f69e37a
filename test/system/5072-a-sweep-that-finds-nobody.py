"""A sweep that finds nobody is two questions, however many other children there are: what baton does
for a restart beside 500 idle ones is as many calls as for a single child."""
import re

from lib import actor, child, same

RESTARTS = 10
SIBLINGS = 500  # their numbers fill the first read, and not the second
MOST = 17  # calls of PID 1 for a restart; it may have to wake up twice for its two messages


def calls(lines):
    """Those between the start of the second instance and that of the last."""
    starts = [i for i, line in enumerate(lines) if line.startswith("clone(")]
    return lines[starts[-RESTARTS - 1]:starts[-1]]


def count(lines, *patterns):
    return sum(all(re.search(pattern, line) for pattern in patterns) for line in lines)


def restarts(t, name, *siblings):
    b = t.baton("--strategy=one-for-one", "--backoff=0", "--max-restarts=unlimited",
                "--log-level=error", siblings,
                child("a", "--restart=always", "--after=none",
                      actor(f"say:up gen:1 [ until:USR1 ] gen:1-{RESTARTS + 1} [ exit:1 ] say:last",
                            "pause")))
    first = b.event("up", gen=1)
    trace = t.traced(b, name)
    b.kill_child(first, "USR1")
    b.event("last")
    b.kill("TERM")
    b.ends(0)
    return calls(trace())


def case(t):
    idle = child("s", f"--count={SIBLINGS}", "--after=none", actor("pause"))
    for found in (restarts(t, "alone"), restarts(t, "beside", *idle)):
        t.note(f"{len(found) / RESTARTS} calls a restart")
        same(count(found, r"^pread64\("), RESTARTS, "reads of the list of children")
        same(count(found, r"F_SETOWN, \d+\) = -1 ESRCH"), RESTARTS, "questions who has the number")
        same(count(found, "F_SETOWN"), RESTARTS, "owners, of which none was set")
        same(count(found, r"^getdents64\("), 0, "walks")
        same(count(found, r"^waitid\(P_PID", "WNOWAIT") <= RESTARTS, True, "looks at the child")
        same(count(found, r"^waitid\(P_PID") <= 2 * RESTARTS, True, "no look at a sibling")
        same(len(found) <= MOST * RESTARTS, True, f"at most {MOST} calls a restart: {len(found)}")
