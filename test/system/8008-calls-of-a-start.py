"""From baton's exec to its child's there are few system calls, in baton and in the child."""
import re
import shutil

import lib
from lib import Failure, actor, same

BATON_MOST = 30  # up to the clone; as a subreaper, which is one call more than as PID 1
CHILD_MOST = 5  # from the clone to the exec: setsid, prctl, getppid, rt_sigprocmask, execve


def calls(text):
    """pid -> names of its calls in order, the pid that appears first first"""
    found = {}
    for line in text.splitlines():
        match = re.match(r"(\d+) +(\w+)\(", line)  # not "<... resumed>", which was counted
        if match:
            found.setdefault(match.group(1), []).append(match.group(2))
    return found


def case(t):
    strace = shutil.which("strace")
    if strace is None:
        raise Failure("strace is missing: install the Debian package strace")
    trace = f"{t.directory('calls')}/trace"
    program = t.start([strace, "-f", "-o", trace, lib.BATON, *actor("say:up exit:0")])
    program.event("up")
    program.ends(0)
    with open(trace, encoding="utf-8", errors="replace") as file:
        baton, child = list(calls(file.read()).values())[:2]
    before = baton[1:baton.index("clone")]
    first = child[:child.index("execve") + 1]
    t.note(f"{len(before)} and {len(first)} calls")
    if len(before) > BATON_MOST:
        raise Failure(f"baton makes {len(before)} calls before the clone: {' '.join(before)}")
    same(len(first) <= CHILD_MOST, True, f"at most {CHILD_MOST} calls of the child: {first}")
