"""A signal for a classic init's child takes three calls: the wait, the read, and the child's own."""
import re
import shutil

import lib
from lib import Failure, actor, same

TIMES = 20


def case(t):
    strace = shutil.which("strace", path=lib.PATH)
    if strace is None:
        raise Failure("strace is missing: install the Debian package strace")
    trace = t.path("trace")
    program = t.start([strace, "-D", "-qq", "-o", trace, lib.BATON,
                       *actor("report:USR1 say:up until:TERM exit:0")])
    program.event("up")
    for _ in range(TIMES):
        program.kill("USR1")
        program.got("USR1")
    program.kill("TERM")
    program.ends(0)
    with open(trace, encoding="utf-8", errors="replace") as file:
        calls = [match.groups() for match in map(re.compile(r"(\w+)\((.*)").match, file) if match]
    names = [name for name, _ in calls]
    sent = [place for place, (name, words) in enumerate(calls)
            if name == "pidfd_send_signal" and "SIGUSR1" in words]
    same(len(sent), TIMES, "signals that were handed on")
    same(names[sent[0] - 2:sent[-1] + 1], ["epoll_pwait", "read", "pidfd_send_signal"] * TIMES, "calls")
    asked = next(place for place, (_, words) in enumerate(calls) if "SIGTERM, NULL" in words)
    same(names[asked - 3:asked], ["epoll_pwait", "read", "clock_gettime"],
         "before a TERM, after which time counts")
