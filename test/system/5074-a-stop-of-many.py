"""While many children end at once, none is asked for its end but once, the list of children is read for
many of them together, and nobody waits when the last of them has ended."""
import re

from lib import actor, child, same

CHILDREN = 200


def case(t):
    b = t.baton("--strategy=one-for-one", "--log-level=error", "--grace=100s",
                child("s", f"--count={CHILDREN}", "--after=none", actor("say:up until:TERM exit:0")))
    b.events(CHILDREN, "up")
    trace = t.traced(b, "stop")
    b.kill("TERM")
    b.ends(0)
    lines = trace()
    stop = next(i for i, line in enumerate(lines) if line.startswith("pidfd_send_signal("))
    lines = lines[stop:]
    looks = [line for line in lines if re.match(r"waitid\(P_PID", line)]
    same(len(looks) <= 2 * CHILDREN, True, f"at most a look and a reap of each: {len(looks)}")
    reads = sum(line.startswith("pread64(") for line in lines)
    same(reads < CHILDREN / 2, True, f"reads for many at once: {reads}")
    last = max(i for i, line in enumerate(lines) if "CLD_EXITED" in line and "WNOWAIT" in line)
    waits = [line for line in lines[last:] if re.match(r"epoll_pwait\(.*, [1-9]\d*, NULL", line)]
    same(waits, [], "waits after the last end")
