"""What the system tests are written in: worlds, programs, events with deadlines, /proc.

A case is a file NNNN-name.py with a function case(t). It runs as PID 1 of a PID namespace and in
a mount namespace of its own, so that whatever it starts ends with it and nothing it mounts is
seen elsewhere. It starts baton as PID 1 of a namespace below, or as a subreaper in its own, and
learns what happens from lines that the actors (test/helpers) write to baton's stdout and from
baton's log on stderr. Every wait is for an event, with a deadline; none is a pause.
"""

import ctypes
import fcntl
import functools
import importlib.util
import os
import resource
import select
import shutil
import signal
import stat
import struct
import termios
import time

import unhurt

DEADLINE = 20  # seconds until an event that never comes fails its case; nothing is measured by it
PIPE_BYTES = 1 << 20
CLONE_NEWPID = 0x20000000
CLONE_NEWNS = 0x00020000
MS_REC_PRIVATE = 0x4000 | 0x40000

BATON = ACTOR = None  # set by the runner
NEEDS = []  # the same: what baton needs beside itself, where it is not the product alone
NO_MARK = "rlimit:RTTIME=1000000:1000000"  # a world's step: instances go by group and session
UNDER = []  # the same: the words of a tool that runs baton, {start} for a word of each start's own
quick = False  # the same: whether cases that do a thing many times do it fewer times
slowness = 1  # the same: how many times slower than usual the machine is
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
LIBC = ctypes.CDLL(None, use_errno=True)


class Failure(AssertionError):
    """What a case expected and did not get."""


def configure(baton, helper, needs, under=()):
    """Says where the programs are; the runner calls it once, before any case."""
    global BATON, ACTOR
    BATON, ACTOR = baton, helper
    NEEDS.extend(needs)
    UNDER.extend(under)


def libc(name, *arguments):
    if getattr(LIBC, name)(*arguments) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")


def mount(source, target, kind, flags=0, data=""):
    libc("mount", source.encode(), str(target).encode(), kind.encode(), flags, data.encode())


def number(name):
    """The number of a signal: TERM, RTMIN+3 (34 is the first, as in the engines) or itself."""
    if isinstance(name, int) or name.isdigit():
        return int(name)
    if name.startswith("RTMIN+"):
        return 34 + int(name[6:])
    return getattr(signal, f"SIG{name}").value


def flat(parts):
    words = []
    for part in parts:
        words += flat(part) if isinstance(part, (list, tuple)) else [str(part)]
    return words


def script(*parts):
    """Steps as words: a text is split at its blanks, a list holds words as they are."""
    words = []
    for part in parts:
        words += part.split() if isinstance(part, str) else flat(part)
    return words


def actor(*parts):
    """The words of an actor's command: what it plays, step by step; see test/helpers/actor.h."""
    return [ACTOR, *script(*parts)]


def child(name, *options_and_command):
    """The clause of a child; its last argument is the command, a list."""
    *options, command = options_and_command
    return ["+++", "-n", name, *flat(options), "--", *command]


def supervisor(name, *options):
    """The clause of a supervisor; its name ends in a slash."""
    return ["+++", "-n", name, *flat(options)]


def fields(line):
    """The words of a line: those with '=' as a dict, the others as a list. Quotes hold spaces."""
    pairs, words = {}, []
    at = 0
    while at < len(line):
        end, quoted = at, False
        while end < len(line) and (quoted or line[end] != " "):
            if line[end] == '"' and (end == at or line[end - 1] != "\\"):
                quoted = not quoted
            end += 1
        word = line[at:end]
        key, equals, value = word.partition("=")
        if equals:
            pairs[key] = value[1:-1] if value[:1] == '"' else value
        elif word:
            words.append(word)
        at = end + 1
    return pairs, words


def is_report(line, name):
    """Whether a line is an actor's report of this signal."""
    return line.words[:1] == ["got"] and number(line.words[1]) == number(name)


class Line:
    """One line of a stream: its first words and its key=value pairs, also as attributes."""

    def __init__(self, text):
        self.text = text
        self.pairs, self.words = fields(text)
        self.taken = False

    @property
    def pid(self):
        return int(self.pairs["pid"])

    def __getitem__(self, key):
        if key not in self.pairs:
            raise Failure(f"the line has no {key}=: {self.text}")
        return self.pairs[key]

    def get(self, key, default=None):
        return self.pairs.get(key, default)

    def has(self, wanted):
        return all(self.pairs.get(key) == str(value) for key, value in wanted.items())


class Stream:
    """Lines that arrive on a pipe."""

    def __init__(self, fd):
        os.set_blocking(fd, False)
        self.fd, self.rest, self.lines = fd, b"", []
        self.broken = None  # an actor's word that a step of its could not be done

    def read(self):
        """Takes in what there is; closes at the end of the file."""
        while self.fd >= 0:
            try:
                piece = os.read(self.fd, PIPE_BYTES)
            except BlockingIOError:
                return
            except OSError:  # a pty whose other side is gone
                piece = b""
            if not piece:
                os.close(self.fd)
                self.fd = -1
                return
            *lines, self.rest = (self.rest + piece).split(b"\n")
            for line in lines:
                self.lines.append(Line(line.decode(errors="replace").rstrip("\r")))
                if line.startswith(b"actor: "):
                    self.broken = self.lines[-1].text

    def text(self):
        return "".join(line.text + "\n" for line in self.lines) + self.rest.decode(errors="replace")


class Proc:
    """A process as /proc shows it, by its number in the case's namespace."""

    def __init__(self, pid):
        self.pid = pid

    def read(self, name):
        with open(f"/proc/{self.pid}/{name}", "rb") as file:
            return file.read()

    def text(self, name):
        return self.read(name).decode(errors="replace")

    def status(self, key):
        for line in self.text("status").splitlines():
            if line.startswith(key + ":"):
                return line.split(":", 1)[1].strip()
        raise Failure(f"/proc/{self.pid}/status has no {key}")

    def signals(self, key):
        """A set of signals of status: SigBlk, SigIgn, SigCgt, ShdPnd."""
        bits = int(self.status(key), 16)
        return {n for n in range(1, 65) if bits >> (n - 1) & 1}

    def stat(self):
        """The words of stat after the command: state, ppid, pgrp, session, tty, tpgid, …"""
        return self.text("stat").rpartition(")")[2].split()

    @property
    def state(self):
        return self.stat()[0]

    @property
    def ppid(self):
        return int(self.stat()[1])

    @property
    def group(self):
        return int(self.stat()[2])

    @property
    def session(self):
        return int(self.stat()[3])

    @property
    def terminal(self):
        return int(self.stat()[4])

    @property
    def ticks(self):
        """CPU time so far, in clock ticks."""
        return int(self.stat()[11]) + int(self.stat()[12])

    @property
    def nice(self):
        return int(self.stat()[16])

    @property
    def switches(self):
        return int(self.status("voluntary_ctxt_switches"))

    def environment(self):
        """As it was at exec, duplicates kept: a list of (name, value)."""
        words = self.read("environ").decode(errors="replace").split("\0")
        return [tuple(word.partition("=")[::2]) for word in words if word]

    def words(self):
        return self.text("cmdline").split("\0")[:-1]

    def flags(self, fd):
        """How the description of an open file was opened, and O_NONBLOCK."""
        for line in self.text(f"fdinfo/{fd}").splitlines():
            if line.startswith("flags:"):
                return int(line.split()[1], 8) & ~os.O_CLOEXEC
        raise Failure(f"fdinfo of {fd} has no flags")

    def fds(self):
        """Its open files: number → what it is."""
        found = {}
        for name in os.listdir(f"/proc/{self.pid}/fd"):
            try:
                found[int(name)] = os.readlink(f"/proc/{self.pid}/fd/{name}")
            except FileNotFoundError:
                pass  # closed since it was listed
        return found

    def limit(self, title):
        """(soft, hard) of a line of limits, as text."""
        for line in self.text("limits").splitlines():
            if line.startswith(title):
                return tuple(line[len(title):].split()[:2])
        raise Failure(f"/proc/{self.pid}/limits has no {title}")

    def inner(self):
        """Its number in the innermost namespace."""
        return int(self.status("NSpid").split()[-1])

    def namespace(self):
        return os.readlink(f"/proc/{self.pid}/ns/pid")


def all_processes():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


class Program:
    """Something that was started: its number, its end, its two streams."""

    def __init__(self, test, pid, out, err, words):
        self.test, self.pid, self.words = test, pid, words
        self.out, self.err = out, err  # Streams, or None
        self.result = None  # exit code, or minus the signal
        self.exec_fd = -1
        self.private = None  # of baton: whether it was started with --private
        self.heard = False  # whether anything was heard of it, so that it has been executed

    def kill(self, name):
        self.unhurt()
        os.kill(self.pid, number(name))

    def kill_child(self, event, name):
        """Sends a signal from outside to the process that wrote an event."""
        os.kill(self.outer(event.pid), number(name))

    def kill_parent(self, event, name):
        """The same for the parent of the process that wrote it."""
        os.kill(self.outer(int(event["ppid"])), number(name))

    @property
    def proc(self):
        return Proc(self.pid)

    def unhurt(self):
        """Fails the case if baton's starts have hurt baton itself."""
        if self.heard and self.private is not None and self.result is None:
            harm = unhurt.harm(self.pid, self.private)
            check(harm is None, f"baton was hurt by its starts: {harm}")

    # Events: lines on stdout

    def find(self, tag, wanted, after):
        lines = self.out.lines
        for line in lines[lines.index(after) + 1 if after else 0:]:
            if not line.taken and line.words[:1] == [tag] and line.has(wanted):
                line.taken = True
                return line
        return None

    def event(self, tag, after=None, seconds=DEADLINE, **wanted):
        """Waits for the first line that is `TAG …` with these pairs and was not returned yet; with
        `after`, one that comes later than that one."""
        told = " ".join([tag, *(f"{key}={value}" for key, value in wanted.items())])
        return self.test.wait(lambda: self.find(tag, wanted, after), f"the event '{told}'", self,
                              seconds)

    def events(self, count, tag, **wanted):
        return [self.event(tag, **wanted) for _ in range(count)]

    def got(self, name, **wanted):
        """Waits for an actor's report of a signal."""
        def find():
            for line in self.out.lines:
                if not line.taken and is_report(line, name) and line.has(wanted):
                    line.taken = True
                    return line
            return None
        return self.test.wait(find, f"a report of {name}", self)

    def reports(self, name, **wanted):
        """How many reports of a signal there are so far."""
        self.out.read()
        return sum(is_report(line, name) and line.has(wanted) for line in self.out.lines)

    def count(self, tag, **wanted):
        """How many such lines there are so far."""
        self.out.read()
        return sum(line.words[:1] == [tag] and line.has(wanted) for line in self.out.lines)

    # The log: lines on stderr

    def log(self, event, **wanted):
        """Waits for a line of the log with event=EVENT and these pairs, not returned yet."""
        wanted = {"event": event, **wanted}
        told = " ".join(f"{key}={value}" for key, value in wanted.items())

        def find():
            for line in self.err.lines:
                if not line.taken and line.has(wanted):
                    line.taken = True
                    return line
            return None
        return self.test.wait(find, f"the log line {told}", self)

    def logged(self, event, **wanted):
        """How many such lines there are so far."""
        self.err.read()
        return sum(line.has({"event": event, **wanted}) for line in self.err.lines)

    def log_until(self, event, count, **wanted):
        """Waits until so many such lines have come in all."""
        self.test.wait(lambda: self.logged(event, **wanted) >= count,
                       f"{count} log lines with event={event}", self)

    def says(self, *parts):
        """Waits for a line on stderr that holds all of these texts."""
        def find():
            for line in self.err.lines:
                if all(part in line.text for part in parts):
                    return line
            return None
        return self.test.wait(find, f"a line on stderr with {' and '.join(parts)}", self)

    # Its end

    def ended(self, seconds=DEADLINE):
        """Waits for its end: the exit code, or minus the signal."""
        self.unhurt()
        self.test.wait(lambda: self.result is not None, "the end", None, seconds)
        for stream in self.test.streams():
            stream.read()
        return self.result

    def ends(self, code, seconds=DEADLINE):
        got = self.ended(seconds)
        if got != code:
            raise Failure(f"the exit code is {got}, not {code}")

    # What runs below

    def namespace_processes(self):
        """All processes of its PID namespace but itself, as numbers in the case's namespace."""
        mine = self.proc.namespace()
        found = []
        for pid in all_processes():
            try:
                if pid != self.pid and Proc(pid).namespace() == mine:
                    found.append(pid)
            except OSError:
                pass
        return found

    def children(self):
        found = []
        for pid in all_processes():
            try:
                if Proc(pid).ppid == self.pid:
                    found.append(pid)
            except OSError:
                pass
        return found

    def outer(self, inner):
        """The case's number of a process that baton's namespace knows as `inner`."""
        mine = self.proc.namespace()
        if mine == Proc(os.getpid()).namespace():
            return inner
        for pid in all_processes():
            try:
                if Proc(pid).inner() == inner and Proc(pid).namespace() == mine:
                    return pid
            except OSError:
                pass
        raise Failure(f"no process {inner} in baton's namespace")

    def of(self, event):
        """The process that wrote an event."""
        return Proc(self.outer(event.pid))

    def gone(self, pid):
        """Waits until a process of the case's namespace, or its zombie, is no more."""
        try:
            fd = os.pidfd_open(pid)
        except ProcessLookupError:
            return
        try:
            self.test.wait(lambda: reaped(fd), f"the end of process {pid}",
                           watch=(fd, self.test.watched_events))
        finally:
            os.close(fd)


def happened(fd, events):
    """Whether poll has anything to say; with no events, of the other side's end only."""
    poll = select.poll()
    poll.register(fd, events)
    return bool(poll.poll(0))


def reaped(pidfd):
    """Whether not even a zombie is left."""
    try:
        signal.pidfd_send_signal(pidfd, 0)
    except ProcessLookupError:
        return True
    return False


@functools.cache  # the same in all forks of who has asked
def watched_events():
    """What to poll a pidfd for to be woken when its process is reaped: nothing but its hang-up
    where the kernel has that, else its end, which comes too early and is looked at again."""
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    fd = os.pidfd_open(pid)
    os.waitpid(pid, 0)
    hangs_up = happened(fd, 0)
    os.close(fd)
    return 0 if hangs_up else select.POLLIN


class Gate:
    """A FIFO at which actors wait (step gate:PATH) until the case opens it."""

    def __init__(self, path):
        self.path = path
        os.mkfifo(path, 0o666)
        os.chmod(path, 0o666)
        self.fd = os.open(path, os.O_RDWR)

    def open(self):
        """Lets everybody through, those who come later too."""
        with open(self.path + ".open", "w"):
            pass
        os.rename(self.path + ".open", self.path)
        os.close(self.fd)


class Terminal:
    """A pseudo-terminal without echo: the case has the side that people sit at."""

    def __init__(self):
        master, self.slave = os.openpty()
        settings = termios.tcgetattr(self.slave)
        settings[3] &= ~termios.ECHO
        termios.tcsetattr(self.slave, termios.TCSANOW, settings)
        self.stream = Stream(master)

    def echo(self):
        """From now on it shows what is typed, a key that sends a signal once it has done so."""
        settings = termios.tcgetattr(self.stream.fd)
        settings[3] |= termios.ECHO
        termios.tcsetattr(self.stream.fd, termios.TCSANOW, settings)

    def settings(self):
        """All but the speeds and the size."""
        return termios.tcgetattr(self.stream.fd)[:4]

    def given_away(self):
        """After the start only the program has the other side."""
        os.close(self.slave)
        self.slave = -1

    def type(self, text):
        os.write(self.stream.fd, text.encode())

    def resize(self, rows, columns):
        fcntl.ioctl(self.stream.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def hang_up(self):
        self.stream.read()
        os.close(self.stream.fd)
        self.stream.fd = -1


class Test:
    """One case: what it has started, and the waits."""

    def __init__(self, directory):
        self.dir = directory
        self.uid = int(os.environ["BATON_TEST_UID"])  # nobody else's on this machine
        self.programs = []
        self.notes = []
        self.watched_events = watched_events()
        self.child_fd, writer = os.pipe()  # a byte for each SIGCHLD, which wakes a wait
        os.set_blocking(self.child_fd, False)
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def note(self, text):
        """Something to print beside the case's name: a seed, a figure."""
        self.notes.append(text)

    # Waiting

    def wait(self, predicate, what, program=None, seconds=DEADLINE, watch=()):
        """Reads streams and takes ends until predicate() is true; its value. `watch` is an fd and
        the events of poll that wake it as well."""
        seconds *= slowness
        limit = time.monotonic() + seconds
        while True:
            found = predicate()
            if found:
                if program:
                    program.heard = True
                    program.unhurt()
                return found
            for stream in self.streams():
                if stream.broken:
                    raise Failure(f"no sign of {what}: {stream.broken}")
            left = limit - time.monotonic()
            if left <= 0:
                raise Failure(f"no sign of {what} within {seconds} s")
            dead = program and program.result is not None
            if dead and all(stream.fd < 0 for stream in (program.out, program.err) if stream):
                raise Failure(f"no sign of {what}: the program has ended with {program.result}")
            self.readable(left, watch)

    def readable(self, seconds, watch=()):
        """One turn: waits for anything to read or any end, and takes it in."""
        poll = select.poll()
        if watch:
            poll.register(*watch)
        for stream in self.streams():
            if stream.fd >= 0:
                poll.register(stream.fd, select.POLLIN)
        poll.register(self.child_fd, select.POLLIN)
        ready = poll.poll(max(0, seconds) * 1000)
        self.reap()
        for stream in self.streams():
            stream.read()
        return bool(ready)

    def reap(self):
        """Takes the ends of our programs, and of the strays that we have as PID 1."""
        try:
            os.read(self.child_fd, 4096)
        except BlockingIOError:
            pass
        ours = {program.pid: program for program in self.programs if program.result is None}
        try:
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if not pid:
                    return
                if pid in ours:
                    ours[pid].result = os.waitstatus_to_exitcode(status)
        except ChildProcessError:
            pass

    def streams(self):
        return {stream for program in self.programs for stream in (program.out, program.err) if
                stream}

    def only_left(self, baton, wanted):
        """Waits until every other process of baton's namespace, or below baton as a subreaper, is
        reaped: a pidfd hangs up when no zombie is left."""
        alone = baton.proc.namespace() == Proc(os.getpid()).namespace()
        while True:
            below = baton.children() if alone else baton.namespace_processes()
            others = set(below) - set(wanted)
            if not others:
                break
            for pid in others:
                baton.gone(pid)
        if not set(wanted) <= set(below):
            raise Failure(f"of {sorted(wanted)} only {sorted(below)} are there")

    def enter(self, baton, *parts):
        """An actor inside baton's namespace that is no descendant of baton, as with docker exec."""
        there = os.open(f"/proc/{baton.pid}/ns/pid", os.O_RDONLY)
        try:
            return self.start(actor(*parts), namespace=there)
        finally:
            os.close(there)

    def ended_unreaped(self, pid):
        """Waits until a process has ended, reaped or not."""
        fd = os.pidfd_open(pid)
        try:
            self.wait(lambda: happened(fd, select.POLLIN), f"the end of process {pid}",
                      watch=(fd, select.POLLIN))
        finally:
            os.close(fd)

    def strays(self):
        """What has come to the case as PID 1: neither a program of ours nor below one."""
        ours = {program.pid for program in self.programs}
        return [pid for pid in all_processes()
                if pid not in ours and pid != os.getpid() and Proc(pid).ppid == os.getpid()]

    def stopped(self, pid):
        """Waits until a process of ours or below has stopped: a tracer sees it without polling."""
        tracer = self.actor(f"until-stopped:{pid}")
        tracer.event("stopped")

    def traced(self, program, name, *options):
        """Has strace watch a program from here on, from outside of its namespace, where nobody is its
        child. Returns what waits for its end and then tells its calls, a line each."""
        strace = shutil.which("strace")
        if strace is None:
            raise Failure("strace is missing: install the Debian package strace")
        path = self.path(name)
        tracer = self.start([strace, *options, "-s", "0", "-o", path, "-p", str(program.pid)])
        tracer.says("attached")

        def calls():
            tracer.ends(0)
            with open(path, encoding="utf-8", errors="replace") as file:
                return [" ".join(line.split()) for line in file.read().splitlines()]
        return calls

    def watch_for(self, seconds):
        """Takes in what arrives for so long: only for cases about nothing happening."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            self.readable(limit - time.monotonic())

    # Starting

    def start(self, words, *, env=None, stdin=None, out=None, err=None, tty=None, reports=False,
              new_pid=False, namespace=None, keep=()):
        """Forks and executes.

        out, err: None captures, an fd is handed on. tty: a Terminal for fds 0 and 1. reports: the
        actors report through a FIFO, since stdout is not what it should be.
        """
        env = {"PATH": PATH} if env is None else env
        null = os.open("/dev/null", os.O_RDONLY)
        stdin = tty.slave if tty else null if stdin is None else stdin
        out, out_stream = (tty.slave, tty.stream) if tty else captured(out)
        out_pipe = out_stream and not tty
        err, err_stream = captured(err)
        if reports:
            env = env | {"ACTOR_REPORT": self.fifo()}
            out_stream = Stream(os.open(env["ACTOR_REPORT"], os.O_RDWR))
        home = os.open("/proc/self/ns/pid", os.O_RDONLY)
        if new_pid:
            libc("unshare", CLONE_NEWPID)
        if namespace is not None:
            libc("setns", namespace, CLONE_NEWPID)
        pid = os.fork()
        if pid == 0:
            become(words, [stdin, out, err], env, keep)
        if new_pid or namespace is not None:
            libc("setns", home, CLONE_NEWPID)
        os.close(home)
        os.close(null)
        if tty:
            tty.given_away()
        elif out_pipe:
            os.close(out)
        if err_stream:
            os.close(err)
        program = Program(self, pid, out_stream, err_stream, words)
        self.programs.append(program)
        return program

    def baton(self, *words, pid1=True, world=(), mounts=True, argv0=None, notice_exec=False,
              init=None, **streams):
        """Starts baton: as PID 1 of a namespace with its own /proc, or as a subreaper.

        `world` are steps of the actor that run first; mounts=False leaves the mounts alone, for a
        world that makes its own.
        """
        steps = []
        if pid1 and mounts:
            steps += ["mounts", "proc"]
        steps += script(world)
        if argv0:
            steps.append(f"argv0:{argv0}")
        reader, writer = os.pipe() if notice_exec else (-1, -1)
        if notice_exec:
            steps.append(f"cloexec:{writer}")
            streams["keep"] = (writer,)
        run = [init] if init else [*self.under(), BATON]
        line = actor(steps, "pdeathsig --", [*run, *flat(words)])
        program = self.start(line, new_pid=pid1, **streams)
        program.private = None if init else "--private" in flat(words)
        if notice_exec:
            os.close(writer)
            program.exec_fd = reader
        return program

    def named(self, name, *words, real=False, **world):
        """Starts baton by another program's name; `real`: that program itself, as Debian has it."""
        init = shutil.which(name, path=PATH) if real else None
        if real and init is None:
            raise Failure(f"{name} is missing: install the Debian package {name}")
        return self.baton(*words, argv0=name, init=init, **world)

    def said(self, name, *words, **world):
        """The same, once it has ended: (exit code, stdout, stderr)."""
        program = self.named(name, *words, **world)
        code = program.ended()
        return code, program.out.text(), program.err.text()

    def under(self):
        """The words before baton's, told apart from those of every other start."""
        start = f"{os.environ['BATON_TEST_NAME']}.{len(self.programs)}"
        return [word.replace("{start}", start) for word in UNDER]

    def run(self, *words, **world):
        """Starts baton, waits for its end, returns it."""
        program = self.baton(*words, **world)
        program.ended()
        return program

    def actor(self, *parts, **streams):
        """An actor beside baton, in the case's namespace."""
        return self.start(actor(*parts), **streams)

    def executed(self, program):
        """Waits until baton's exec has happened: its close-on-exec pipe is at its end."""
        self.wait(lambda: happened(program.exec_fd, 0), "the exec", program,
                  watch=(program.exec_fd, 0))
        os.close(program.exec_fd)
        program.exec_fd = -1

    def settled(self, baton):
        """Waits until baton has had nothing to do for a while: for cases about idleness."""
        before = -1
        while baton.proc.switches != before:
            before = baton.proc.switches
            self.watch_for(0.5)

    # Things

    def terminal(self):
        return Terminal()

    def fifo(self):
        path = self.path(f"reports-{len(self.programs)}")
        os.mkfifo(path)
        os.chmod(path, 0o666)
        return path

    def path(self, name):
        return os.path.join(self.dir, name)

    def gate(self, name="gate"):
        return Gate(self.path(name))

    def directory(self, name):
        os.makedirs(self.path(name), mode=0o777)
        os.chmod(self.path(name), 0o777)
        return self.path(name)

    def file(self, name, text="", mode=0o644):
        with open(self.path(name), "w") as file:
            file.write(text)
        os.chmod(self.path(name), mode)
        return self.path(name)

    def root(self, *, dev=True, proc=True, files=None):
        """A root directory as FROM scratch makes it: the two programs, at their usual paths."""
        root = self.directory("root")
        os.chmod(root, 0o755)
        for program in (BATON, ACTOR, *NEEDS):
            os.makedirs(root + os.path.dirname(program), exist_ok=True)
            shutil.copy(program, root + program)
        if proc:
            os.mkdir(root + "/proc")
        if dev:
            os.mkdir(root + "/dev")
            os.mknod(root + "/dev/null", 0o666 | stat.S_IFCHR, os.makedev(1, 3))
            os.chmod(root + "/dev/null", 0o666)
        for name, text in (files or {}).items():
            os.makedirs(os.path.dirname(root + name), exist_ok=True)
            with open(root + name, "w") as file:
                file.write(text)
        return root

    def cgroup(self, controller, **settings):
        """A control group of our own for the case; the runner removes it."""
        path = f"/sys/fs/cgroup/{controller}/baton-test-{os.environ['BATON_TEST_NAME']}"
        if not os.path.isdir(f"/sys/fs/cgroup/{controller}"):
            raise Failure(f"no {controller} controller (cgroup v1) at /sys/fs/cgroup/{controller}")
        os.mkdir(path)
        for key, value in settings.items():
            with open(f"{path}/{controller}.{key}", "w") as file:
                file.write(str(value))
        return path


def captured(given):
    """(fd for the program, Stream to read): a new pipe, or what was given and nothing to read."""
    if given is not None:
        return given, None
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    return writer, Stream(reader)


def become(words, fds, env, keep):
    """In the fork: streams in place, everything else closed, exec. Never returns."""
    try:
        high = [fcntl.fcntl(fd, fcntl.F_DUPFD, 64) if fd not in keep else fd for fd in fds]
        for at, fd in enumerate(high):
            os.dup2(fd, at)
        for fd in keep:
            os.set_inheritable(fd, True)
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        edges = [2, *sorted(keep), limit]
        for low, top in zip(edges, edges[1:]):
            os.closerange(low + 1, top)
        for name in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
            if signal.getsignal(name) == signal.SIG_IGN:  # Python ignores PIPE and XFSZ
                signal.signal(name, signal.SIG_DFL)
        os.execve(words[0], words, env)
    except BaseException as error:  # the fork must not run the case a second time
        os.write(2, f"start: {error}\n".encode())
    finally:
        os._exit(98)


def load(name):
    """Another case's module, for what the two share."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name + ".py")
    spec = importlib.util.spec_from_file_location(name.replace("-", "_"), path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def arena(program):
    """The path by which baton's table is read."""
    for fd, what in program.proc.fds().items():
        if what.startswith("/memfd:baton"):
            return f"/proc/{program.pid}/fd/{fd}"
    raise Failure(f"none of these is the arena: {program.proc.fds()}")


def check(condition, what):
    if not condition:
        raise Failure(what)


def same(got, wanted, what):
    if got != wanted:
        raise Failure(f"{what}: {got!r}, not {wanted!r}")


def installed(program, package):
    """The path of a program that a Debian package brings."""
    path = shutil.which(program, path=PATH)
    if path is None:
        raise Failure(f"{program} is missing: install the Debian package {package}")
    return path
