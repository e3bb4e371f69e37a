"""How baton starts its children, as strace sees it: with the memory that is its own, or a copy."""

import os
import re
import shutil

import lib
from lib import Failure, actor

ROOMS = 8
START = re.compile(r"^(\d+) +clone\(child_stack=(\w+), flags=([A-Z_|0-9a-z]+)")
MADE = re.compile(r"^(\d+) +(?:clone\(|<\.\.\. clone resumed>).* = (-?\d+)")


class Start:
    """One call of clone: whether the child has baton's memory, on which stack it runs, its number
    as the tracer sees it."""

    def __init__(self, stack, flags):
        self.shares = "CLONE_VM" in flags.split("|")
        self.stack = None if stack == "NULL" else stack
        self.pid = None
        lib.same(self.shares, self.stack is not None, f"a stack of its own with {flags}")


def program():
    path = shutil.which("strace")
    if path is None:
        raise Failure("strace is missing: install the Debian package strace")
    return path


def told(path):
    """The starts in a trace, in order, those of whoever made the first; and all its text."""
    with open(path, encoding="utf-8", errors="replace") as file:
        text = file.read()
    found, baton = [], None
    for line in text.splitlines():
        start, made = START.match(line), MADE.match(line)
        baton = baton or start and start.group(1)
        if start and start.group(1) == baton:
            found.append(Start(start.group(2), start.group(3)))
        if made and made.group(1) == baton and found:
            found[-1].pid = int(made.group(2))
    return found, text


class Traced:
    """A baton that strace watches, as PID 1 or as a subreaper; what it traces is numbered as the
    events are. `name`: that other program's name, by which it is called."""

    def __init__(self, t, *words, pid1=True, calls="clone", name=None):
        called = t.path(name) if name else lib.BATON
        if name:
            os.symlink(lib.BATON, called)
        self.path = f"{t.directory(f'trace-{len(t.programs)}')}/trace"
        # (-D: the tracer is no parent, so that baton is PID 1 itself. It is an orphan then, of
        # another session; a drain would find it.)
        self.baton = t.start(actor("mounts proc" if pid1 else "", "pdeathsig --",
                                   [program(), "-DDD", "-f", "-o", self.path, "-e",
                                    f"trace={calls}", called, *([] if name else ["--drain=off"]),
                                    *lib.flat(words)]),
                             new_pid=pid1)
        self.baton.private = False

    def start_of(self, event):
        """The start of the process that wrote an event."""
        for start in told(self.path)[0]:
            if start.pid == event.pid:
                return start
        raise Failure(f"no clone has made {event.pid}: {told(self.path)[1]}")


class Attached:
    """Watches a baton that runs, from now on; numbers are the case's."""

    def __init__(self, t, baton, calls="clone", *options):
        self.path = f"{t.directory(f'trace-{len(t.programs)}')}/trace"
        self.strace = t.start([program(), "-f", "-o", self.path, "-e", f"trace={calls}", *options,
                               "-p", str(baton.pid)])
        self.strace.says("attached")

    def ends(self):
        """Lets go; the starts since, and the text of the trace."""
        self.strace.kill("INT")
        self.strace.ended()
        return told(self.path)


def kernel_lets():
    """Whether starts share memory at all: before 5.16 a core signal to such a child would kill
    baton, too."""
    return tuple(int(part) for part in re.findall(r"\d+", os.uname().release)[:2]) >= (5, 16)
