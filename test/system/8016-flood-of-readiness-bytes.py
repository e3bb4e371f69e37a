"""A child that writes without end where its readiness is awaited is read a little in each turn: signals,
ends, deadlines and the others are looked at in between. (The pipe by which a set-up tells of its exec
is written to by nobody: it only closes.)"""
import re
import shutil

import lib
from lib import Failure, actor, check, child, same

FLOODS = 2
PIECE = 256  # bytes that are read at a time


def is_piece(line):
    return line.startswith("read(") and f", {PIECE})" in line


def pieces(trace):
    with open(trace, encoding="utf-8", errors="replace") as file:
        return [line for line in file if is_piece(line)]


def case(t):
    strace = shutil.which("strace")
    if strace is None:
        raise Failure("strace is missing: install the Debian package strace")
    trace = f"{t.directory('calls')}/trace"
    flood = ["/bin/sh", "-c", "exec cat /dev/zero >&3"]
    gate = t.gate()
    # (-D: the tracer is no parent, and baton is PID 1 itself.)
    b = t.start(actor("mounts proc pdeathsig --",
                      [strace, "-D", "-o", trace, "-e", "trace=read,epoll_pwait", lib.BATON,
                       "--restart=always", "--backoff=0", "--drain=off",
                       *child("late", "--optional", "--restart=never", "--ready=fd:3",
                              "--start-timeout=300ms", flood),
                       *child("never", "--after=none", "--ready=fd:3", "--start-timeout=1h", flood),
                       *child("other", "--after=none",
                              actor(f"say:up gen:1 [ gate:{gate.path} exit:1 ] pause"))]),
                new_pid=True)
    b.event("up", name="other", gen=1)
    same(b.log("start-timeout")["child"], "late", "whose time is over")
    t.wait(lambda: len(pieces(trace)) > 100, "a flood", b)
    gate.open()
    b.event("up", name="other", gen=2)
    b.kill("USR1")
    b.log("signal-dropped")
    b.kill("TERM")
    b.ends(0)

    with open(trace, encoding="utf-8", errors="replace") as file:
        calls = ["flood" if is_piece(line) else line.split("(")[0]
                 for line in file if re.match(r"\w+\(", line)]
    turns = "".join({"flood": "f", "epoll_pwait": " "}.get(call, "") for call in calls).split(" ")
    t.note(f"{calls.count('flood')} pieces in {len(turns)} turns")
    # One more where an end is told: what it wrote before that counts.
    check(max(map(len, turns)) <= FLOODS + 1, f"at most a piece of each in a turn: {max(map(len, turns))}")
