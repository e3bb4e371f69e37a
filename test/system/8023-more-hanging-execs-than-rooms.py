"""Children hang in their exec, more of them than there are rooms (a file system that does not answer): the
rest of the tree is restarted, by copies of baton's memory, signals are forwarded, and baton waits
for a room once only. The room of one that is killed there is used again, and when the file system
answers all go on and all rooms are free."""
import os
import re
import signal

import lib
from lib import actor, check, child, same
from starts import Attached, ROOMS, kernel_lets

HANGING = ROOMS + 4
MOST_NS = 2_000_000
WAIT = re.compile(r"^(\d+) +futex\(\w+, FUTEX_WAIT.*(?:\{tv_sec=(\d+), tv_nsec=(\d+)\})")


def waits(text, pid):
    """How long each wait of baton for a room was at the most, in ns."""
    found = [WAIT.match(line) for line in text.splitlines()]
    return [int(wait[2]) * 10**9 + int(wait[3]) for wait in found if wait and int(wait[1]) == pid]


def restarted(b, up):
    """Kills the child that works; the first line of its next instance."""
    b.kill_child(up, "KILL")
    return b.event("up", name="works", gen=int(up["gen"]) + 1)


def case(t):
    hang = t.directory("hang")
    fuse = t.actor(f"hang:{hang}={lib.ACTOR}")
    fuse.event("mounted")
    gate = t.gate()
    b = t.baton("--strategy=one-for-one", "--backoff=0", "--max-restarts=unlimited",
                child("go", "--oneshot", actor(f"say:up gate:{gate.path} exit:0")),
                [child(f"hangs{n}", "--after=go", [f"{hang}/program", "say:up", "pause"])
                 for n in range(HANGING)],
                child("works", "--after=none", "--forward=USR1", actor("report:USR1 say:up pause")))
    b.event("up", name="go")
    up = b.event("up", name="works")

    # More than there are rooms: the others are copies.
    trace = Attached(t, b, "clone,futex")
    gate.open()
    fuse.events(HANGING, "held")
    for _ in range(9):
        up = restarted(b, up)
    b.kill("USR1")
    b.got("USR1", gen=10)
    starts, text = trace.ends()
    rooms = [start.stack for start in starts[:ROOMS]]
    same([start.shares for start in starts],
         [kernel_lets()] * ROOMS + [False] * (len(starts) - ROOMS), f"who shares memory: {text}")
    same(len(set(rooms)), ROOMS if kernel_lets() else 1, f"rooms: {text}")
    same([most for most in waits(text, b.pid) if most > MOST_NS], [], "waits that are too long")
    check(len(waits(text, b.pid)) <= 1, f"one wait for a room: {text}")

    # What stops one of them does not end its exec; and the room of one that is killed is used again.
    stopped, killed = b.outer(starts[3].pid), b.outer(starts[2].pid)
    os.kill(stopped, signal.SIGSTOP)
    t.stopped(stopped)
    trace = Attached(t, b)
    os.kill(killed, signal.SIGKILL)
    b.log("spawned", child="hangs2", gen=2)
    up = restarted(b, up)
    starts, text = trace.ends()
    same([start.stack for start in starts], [rooms[2], None], f"the room that was left: {text}")
    os.kill(stopped, signal.SIGCONT)
    fuse.event("held", by=stopped)

    # It answers: all go on, and the rooms are used again, the lowest first.
    fuse.kill("USR1")
    for n in range(HANGING):
        b.event("up", name=f"hangs{n}")
    trace = Attached(t, b)
    restarted(b, up)
    starts, text = trace.ends()
    same([start.stack for start in starts], rooms[:1], f"the lowest room: {text}")
    b.kill("TERM")
    b.ends(0)
