"""One run of a scenario: baton as PID 1 of a namespace, pushed from step to step, and what is seen.

A scenario is a command line and steps. A step is something done to baton from outside; then it is
waited until nothing can happen any more: baton is in epoll_wait() without a timeout, everybody else
sleeps, the pipes are empty. So nothing that is expected has to be waited for by name, and what a
failed call makes different is simply different: in the log, in what the actors say, in who is left.
"""

import ctypes
import mmap
import os
import re
import resource
import select
import signal
import socket
import struct
import time

HANG = 60         # seconds until a run that comes to no rest has failed; nothing is measured by it
BREATH_MS = 4     # a look again, when nothing has been said meanwhile
CPU_SECONDS = 3   # of baton in one run: a hundred times of what it takes
# Calls of baton, more than without the failure: a walk by number, where no process can be made, has
# 4,096, and for the restart and the stop of two children there are nine.
CALLS_MORE = 50000
CLONE_NEWPID = 0x20000000
EPOLL_PWAIT = "281"
FOR_EVER = "0xffffffffffffffff"
LIBC = ctypes.CDLL(None, use_errno=True)

MODES = ONCE, FOREVER, CHILDREN = range(3)
BOOT, END, CHILD = 0, 31, 32


class Page:
    """What is shared with the seam; see seam.c."""

    HEAD, CALLS, PLACES = 8, 64, 64

    def __init__(self, calls):
        self.calls = calls
        size = 4 * (self.HEAD + self.CALLS * self.PLACES)
        self.fd = os.memfd_create("page", 0)
        os.ftruncate(self.fd, size)
        self.map = mmap.mmap(self.fd, size)

    def write(self, at, value):
        struct.pack_into("I", self.map, 4 * at, value)

    def read(self, at):
        return struct.unpack_from("I", self.map, 4 * at)[0]

    def begin(self, fault):
        self.map[:] = bytes(len(self.map))
        self.step(1)
        if fault:
            words = (fault.mode, fault.place, self.calls.index(fault.call), fault.index,
                     fault.number)
            for at, word in enumerate(words):
                self.write(at, word)

    def step(self, number):
        self.write(5, number)

    @property
    def hits(self):
        return self.read(6)

    @property
    def total(self):
        return self.read(7)

    def counts(self):
        """(place, call) → how often, of what was called at all."""
        found = {}
        for place in range(self.PLACES):
            for at, call in enumerate(self.calls):
                value = self.read(self.HEAD + place * self.CALLS + at)
                if value:
                    found[place, call] = value
        return found


# --- what a line says, without what differs from run to run ---

VOLATILE = ("level", "gen", "pid", "ppid", "uptime", "delay", "after", "restarts", "timeout",
            "processes")


def pairs_of(line):
    return dict(re.findall(r'([\w-]+)=("[^"]*"|\S+)', line))


def said_in_log(line, error):
    """`ended child=a reason=exec error=ERRNO …` of a line of the log; others as they are."""
    for name in error:
        line = re.sub(rf"(error=|: ){name}\b", r"\1ERRNO", line)
    if not line.startswith("baton: level="):
        return line
    found = pairs_of(line)
    if "command" in found:
        found["command"] = os.path.basename(found["command"])
    if os.path.basename(found.get("path", "")):
        found["path"] = re.sub(r"^new-.*", "new", os.path.basename(found["path"]))
    rest = [f"{key}={value}" for key, value in found.items()
            if key not in VOLATILE and key != "event"]
    return " ".join([found["event"], *rest])


def said_by_actor(line):
    found = pairs_of(line)
    return " ".join([word for word in line.split() if "=" not in word] +
                    ([found["name"]] if "name" in found else []))


def read_file(path):
    try:
        with open(path, "rb") as file:
            return file.read().decode(errors="replace")
    except OSError:
        return ""


class Process:
    """Somebody below baton, at one look."""

    def __init__(self, pid):
        self.pid = pid
        name, _, rest = read_file(f"/proc/{pid}/stat").rpartition(")")
        self.state = (rest.split() or ["gone"])[0]
        self.tracer = "(strace" in name

    @property
    def children(self):
        return [int(word) for word in
                read_file(f"/proc/{self.pid}/task/{self.pid}/children").split()]

    @property
    def inner(self):
        found = re.search(r"^NSpid:.*\s(\d+)$", read_file(f"/proc/{self.pid}/status"), re.M)
        return int(found.group(1)) if found else 0


def family(pid):
    """Everybody below a process."""
    found, more = [], Process(pid).children
    while more:
        process = Process(more.pop())
        if not process.tracer:
            found.append(process)
            more += process.children
    return found


class Run:
    """baton in a scenario, with one fault or none."""

    def __init__(self, scenario, place, words, page=None, error=()):
        self.page, self.error = page, error
        self.log, self.told, self.steps = [], [], []  # lines of stderr and stdout; where steps begin
        self.violations = []
        self.zombies, self.unreaped, self.hold = 0, False, -1
        self.below = None  # their numbers, at the last look
        self.hears = True  # what the log says can be believed: it is not what is failed
        self.code = None
        self.limit = time.monotonic() + HANG
        self.streams = {}
        fds = self.open_streams(scenario.streams)
        actions = [(os.POSIX_SPAWN_DUP2, fd, at) for at, fd in enumerate(fds)]
        if page:
            actions.append((os.POSIX_SPAWN_DUP2, page.fd, 3))
        line = [place.actor, *scenario.world, "pdeathsig", "--", *words]
        home = os.open("/proc/self/ns/pid", os.O_RDONLY)
        namespace(LIBC.unshare(CLONE_NEWPID))
        self.pid = os.posix_spawn(line[0], line, place.env, file_actions=actions, setsigdef=[
            signal.SIGPIPE, signal.SIGXFSZ])
        namespace(LIBC.setns(home, CLONE_NEWPID))
        for fd in {home, *fds}:
            os.close(fd)
        self.pidfd = os.pidfd_open(self.pid)

    def open_streams(self, kind):
        """Standard input, output and error of baton."""
        if kind == "pipe":
            return [os.open("/dev/null", os.O_RDWR), self.pipe(self.told), self.pipe(self.log)]
        own, terminal = os.openpty()
        self.hold = own  # without a reader the terminal would be hung up
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        self.streams[ours.detach()] = [b"", self.log]
        return [terminal, self.pipe(self.told), theirs.detach()]

    def pipe(self, lines):
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        self.streams[reader] = [b"", lines]
        return writer

    # --- taking in ---

    def read(self, fd):
        rest, lines = self.streams[fd]
        piece = os.read(fd, 65536)
        if not piece:
            os.close(fd)
            del self.streams[fd]
        *whole, self.streams.setdefault(fd, [b"", lines])[0] = (rest + piece).split(b"\n")
        if not piece:
            del self.streams[fd]
        lines += [line.decode(errors="replace") for line in whole]

    def listen(self, ms):
        """Takes in what is said within so long; whether there was anything."""
        poll = select.poll()
        for fd in self.streams:
            poll.register(fd, select.POLLIN)
        poll.register(self.pidfd, select.POLLIN)
        ready = [fd for fd, _ in poll.poll(ms)]
        for fd in ready:
            if fd in self.streams:
                self.read(fd)
        if self.pidfd in ready and self.code is None:
            _, status, self.usage = os.wait4(self.pid, 0)
            self.code = os.waitstatus_to_exitcode(status)
        return bool(ready)

    def is_at_rest(self):
        """Whether nobody has anything to do, and no timer is set."""
        call = read_file(f"/proc/{self.pid}/syscall").split()
        if call[:1] != [EPOLL_PWAIT] or call[4] != FOR_EVER:
            return False
        below = family(self.pid)
        if Process(self.pid).state != "S" or any(p.state not in "SZTt" for p in below):
            return False
        self.zombies = sum(p.state == "Z" for p in below)
        self.below, before = sorted(p.pid for p in below), self.below
        return self.below == before  # the kernel's list of children has gaps while it changes

    def total(self):
        return self.page.total if self.page else 0

    def settle(self):
        """Until the end, or until nothing can happen any more: seen three times, a breath apart;
        with a zombie in it, six times, since who ends is one for an instant."""
        seen, before, self.below = 0, -1, None
        while self.code is None and time.monotonic() < self.limit:
            if self.listen(0 if seen == 0 else BREATH_MS):
                seen = 0
                continue
            rest, total = self.is_at_rest(), self.total()
            seen = seen + 1 if rest and total == before else int(rest)
            before = total
            if seen >= (6 if self.zombies else 3):
                return True
            if not rest:
                self.listen(BREATH_MS)
        if self.code is None:
            self.violations.append("comes to no rest")
            os.kill(self.pid, signal.SIGKILL)
            while self.code is None:
                self.listen(1000)
        return False

    # --- doing ---

    def find(self, inner):
        """The process below baton that calls itself so."""
        for process in family(self.pid):
            if process.inner == inner:
                return process.pid
        return 0

    def kill(self, pid, number):
        if pid:
            os.kill(pid, number)

    def kill_who_said(self, words, number):
        """Sends a signal to who said this last, if anybody has."""
        for line in reversed(self.told):
            if said_by_actor(line) == words:
                self.kill(self.find(int(pairs_of(line)["pid"])), number)
                return

    def play(self, steps):
        for at, (_, do) in enumerate(steps, 1):
            if self.page:
                self.page.step(at)
            self.steps.append((len(self.log), len(self.told)))
            if do:
                do(self)
            if not self.settle():
                break
            self.look()
        if self.code is None:
            self.violations.append("does not end when it is asked to")
            os.kill(self.pid, signal.SIGKILL)
        while self.code is None or self.streams:
            self.listen(1000)
        os.close(self.pidfd)
        if self.hold >= 0:
            os.close(self.hold)
        self.judge()
        return self

    # --- judging ---

    def look(self):
        """At rest: who should be there is, and nobody is a zombie."""
        self.unreaped |= bool(self.zombies)
        alive = {process.inner for process in map(Process, Process(self.pid).children)
                 if process.state != "Z"}
        for name, pid in self.instances().items():
            if pid and pid not in alive and self.hears:
                self.violations.append(f"{name} has ended, and nobody has noticed")

    def instances(self):
        """child → pid of its instance, 0 for none, by the log."""
        found = {}
        for line in self.log:
            pairs = pairs_of(line)
            if "child" in pairs and pairs.get("event") == "spawned":
                found[pairs["child"]] = int(pairs["pid"])
            elif "child" in pairs and pairs.get("event") in ("ended", "retry", "left-behind"):
                found[pairs["child"]] = 0
        return found

    def judge(self):
        if self.usage.ru_utime + self.usage.ru_stime > CPU_SECONDS:
            self.violations.append("CPU")
        if self.code < 0 and not self.violations:
            self.violations.append(f"ended by signal {-self.code}")

    def says(self):
        """What the log and the actors say, volatile things left out."""
        return ([said_in_log(line, self.error) for line in self.log],
                [said_by_actor(line) for line in self.told])


def namespace(result):
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
