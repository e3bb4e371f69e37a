"""How a case is played, and what of it is noted: a play starts one program, Debian's or baton by
its name, and notes texts that are the same for two programs that do the same.

Process numbers differ from run to run and are noted as roles: init is the program, outside is who
started it, the others are called as their actors call themselves. Every wait is for an event that
comes whatever the program does with what it was sent, so that a difference is noted and not waited
for until the deadline.
"""

import os
import re
import select
import shutil
import signal

import lib
from lib import actor, flat, number

FIRST_PID = 10000  # of a case's namespace: nothing else that a text speaks of is as large
STOPS = {number(name) for name in ("STOP", "TSTP", "TTIN", "TTOU")}
LAST = 64  # comes after all others: the kernel hands out the lowest first
CHILD = "report:all say:up pause"


class Run:
    """One program under way, and what was noted of it so far."""

    def __init__(self, test, case, real):
        self.test, self.case, self.real = test, case, real
        self.noted = {}
        self.roles = {os.getpid(): "outside", 0: "outside"}
        self.program = self.up = self.terminal = None

    def words(self, *play):
        """The program's words, the last of them an actor's command."""
        return [*self.case.options, *(["--", *actor(*play)] if play else [])]

    def start(self, *play, **how):
        """Starts the program with the case's words, above an actor that plays this."""
        case = self.case
        how = {"pid1": case.pid1, "world": flat(case.world), "real": self.real} | how
        if case.tty:
            self.terminal = how["tty"] = self.test.terminal()
            how["world"] = ["tty", *how["world"]]
        self.program = self.test.named(case.name, *self.words(*play), env=case.environment(), **how)
        self.roles[1 if case.pid1 else self.program.pid] = "init"

    def meet(self, tag, role=None):
        """Waits for an actor's first word; from then on it goes by its role."""
        event = self.program.event(tag)
        self.roles[event.pid] = role or tag
        return event

    def begin(self, *play, **how):
        """Starts it, and goes on when the child is up."""
        self.start(*play, **how)
        self.up = self.meet("up", "child")

    def end(self):
        """Kills the child, and notes what its end makes of the program."""
        self.kill("KILL", self.up)
        self.note_end()

    # What is noted

    def note(self, key, value):
        self.noted[key] = str(value)

    def role(self, pid):
        return self.roles.get(int(pid), f"number {pid}")

    def by_roles(self, text):
        """A text in which processes are called by their roles."""
        def name(word):
            pid = int(word[0])
            return self.roles.get(pid, "another") if pid >= FIRST_PID else word[0]
        return re.sub(r"\b\d+\b", name, text)

    def note_state(self):
        """The line of the actor's step `state`: how the child was when it began."""
        for key, value in self.program.event("state").pairs.items():
            if key in ("ppid", "group", "session", "foreground", "listen") and value.isdigit():
                value = self.role(value)
            if key != "pid":
                self.note(key, value)

    def note_end(self):
        """The exit code, what was printed by others than actors, and the signals in their order."""
        self.note("exit", self.program.ended())
        got, printed = {}, []
        for line in self.program.out.lines:
            if line.words[:1] == ["got"]:
                got.setdefault(self.role(line["pid"]), []).append(line.words[1])
            elif "pid" not in line.pairs:
                printed.append(line.text)
        for role, names in got.items():
            self.note(f"got by {role}", " ".join(names))
        self.note("stdout", self.by_roles("\n".join(printed)))
        said = self.by_roles(self.program.err.text())
        if self.case.talks:  # lines come in between as they can, and two SIGCHLDs may be one
            said = "".join(sorted(set(said.splitlines(True))))
        self.note("stderr", said)

    def note_foreground(self, key, event):
        """Whose terminal it is, as a process that has it sees it."""
        self.note(key, self.role(self.inner(self.program.of(event).stat()[5])))

    def inner(self, group):
        """A number of the case's namespace in that of the program."""
        return lib.Proc(int(group)).inner() if int(group) > 0 else group

    # What is done to it

    def kill(self, name, event=None):
        """A signal for the program, or for the process that has said this; it may be gone."""
        try:
            os.kill(self.outer(event) if event else self.program.pid, number(name))
        except (OSError, lib.Failure):
            pass

    def outer(self, event):
        """The number in the case's namespace of the process that has said this."""
        return self.program.outer(event.pid) if self.case.pid1 else event.pid

    def stops(self):
        """Waits until the program is stopped, or has ended."""
        def seen():
            return self.program.result is not None or \
                os.waitid(os.P_PID, self.program.pid, os.WSTOPPED | os.WNOHANG)
        self.test.wait(seen, "the stop")
        self.note("stopped", self.program.result is None)

    def echoes(self, text):
        """Waits until the terminal has shown this."""
        stream = self.terminal.stream

        def seen():
            stream.read()
            return text in stream.text()
        self.test.wait(seen, f"the echo {text}", watch=(stream.fd, select.POLLIN))

    @property
    def shares_stops(self):
        """Whether Ctrl-Z reaches the program itself, and stops it: dumb-init in its child's group."""
        return self.case.name == "dumb-init" and not self.case.session and not self.case.pid1

    def arrives(self, name, count=1, event=None):
        """Sends a signal, and waits until so many more of it have arrived at the child, or the
        program has ended."""
        program, role = self.program, self.up.pid
        wanted = program.reports(name, pid=role) + count
        self.kill(name, event)
        self.test.wait(lambda: program.result is not None
                       or program.reports(name, pid=role) >= wanted, f"{name}, or the end")

    def keeps_up(self, event):
        """Waits until a process has handled what has been sent to it."""
        wanted = self.program.reports(LAST, pid=event.pid) + 1
        self.kill(LAST, event)
        self.test.wait(lambda: self.program.reports(LAST, pid=event.pid) >= wanted, "the last one")

    def send(self, name):
        """Sends the program a signal, and waits until everything has come of it."""
        sent = number(name)
        child_stops = self.case.name == "dumb-init" and sent in STOPS - {19} and self.case.session
        init_stops = sent == 19 or (self.case.name == "dumb-init" and sent in STOPS
                                    and not self.case.pid1)
        if sent == LAST:
            self.arrives(name)
            return
        self.kill(name)
        if child_stops:
            self.test.stopped(self.outer(self.up))
        if init_stops:
            self.stops()
        elif child_stops:
            # As PID 1 dumb-init stops itself in vain behind its child, which still takes back a CONT
            # that is pending for it: the child goes on by itself, and says when that is over.
            self.arrives("CONT", event=self.up)
            self.arrives(LAST)
        if child_stops or init_stops:
            self.arrives("CONT")
        self.arrives(LAST)


# --- plays ----------------------------------------------------------------------------------------


def ends(run):
    """The program ends by itself: a text, a mistake, or its child's end."""
    run.start(*run.case.play)
    run.note_end()


def one_signal(run):
    run.begin(CHILD)
    run.send(run.case.signal)
    run.end()


def all_signals(run):
    """Every signal but those that stop or end whoever gets them, in the order of their numbers."""
    run.begin(CHILD)
    for signal_number in run.case.signals:
        run.send(signal_number)
    run.end()


def group_signals(run):
    """The same with a second member of the child's group; what it has got is put in order, because
    nothing makes it keep up."""
    run.start("fork [ report:all say:member pause ] report:all default:CHLD say:up pause")
    run.up = run.meet("up", "child")
    member = run.meet("member")
    for signal_number in run.case.signals:
        run.send(signal_number)
        if signal_number in STOPS or signal_number == number("CONT"):
            run.keeps_up(member)  # or these would take each other back
    run.keeps_up(member)
    run.kill("KILL", member)
    run.end()
    got = set(run.noted["got by member"].split())
    run.note("got by member", " ".join(sorted(got)))


def state(run):
    """How the child finds itself, and what the program keeps while it runs."""
    reader, writer = os.pipe()
    os.dup2(writer, 50)
    run.start("state --", actor(CHILD), keep=(50,))
    program, test = run.program, run.test
    run.up = test.wait(lambda: program.find("up", {}, None) or program.result is not None,
                       "the child, or the end")
    if run.up is not True:
        run.roles[run.up.pid] = "child"
        run.note_state()
        run.arrives(LAST)  # by then the program has done what it does after the start
        held = os.readlink("/proc/self/fd/50")
        run.note("init holds the pipe", held in program.proc.fds().values())
        run.note("init's directory", os.readlink(f"/proc/{program.pid}/cwd"))
        run.note("init's group", run.role(run.inner(program.proc.group)))
        run.note("init's session", run.role(run.inner(program.proc.session)))
        run.kill("KILL", run.up)
    run.note_end()
    for fd in (reader, writer, 50):
        os.close(fd)


def orphan(run):
    """What the child has left is inherited, and is reaped when it ends."""
    run.start("daemon [ say:orphan until:USR1 exit:7 ]", CHILD)
    run.up, left = run.meet("up", "child"), run.meet("orphan")
    run.note("the orphan's parent", run.role(run.inner(run.program.of(left).ppid)))
    pid = run.outer(left)
    run.kill("USR1", left)
    run.program.gone(pid)
    run.end()


def survivor(run):
    """A member of the child's group that lives on when the child ends."""
    run.start("fork [ report:TERM,HUP,INT say:member until:USR1 say:bye exit:0 ]",
              "report:USR1 say:up until:USR2 exit:5")
    run.up, member = run.meet("up", "child"), run.meet("member")
    run.kill("USR2", run.up)
    run.program.ended()
    run.kill("USR1", member)
    run.test.wait(lambda: all(stream.fd < 0 for stream in run.test.streams()), "the last output")
    run.note_end()


def zombies(run):
    """Three that end one after the other before the child does."""
    run.start("daemon [ say:one until:USR1 exit:0 ] daemon [ say:two until:USR1 exit:3 ]",
              "daemon [ say:three until:USR1 die:TERM ]", CHILD)
    run.up = run.meet("up", "child")
    for tag in ("one", "two", "three"):
        left = run.meet(tag)
        pid = run.outer(left)
        run.kill("USR1", left)
        run.program.gone(pid)
    run.end()


def stopped_child(run):
    """A child that stops is waited for, and goes on when it is continued."""
    run.begin("report:CONT say:up until:USR1 exit:4")
    pid = run.outer(run.up)
    run.kill("STOP", run.up)
    run.test.stopped(pid)
    run.kill("CONT")
    run.program.got("CONT")
    run.kill("USR1", run.up)
    run.note_end()


def typed(run):
    """What the terminal makes of the keys that send signals. It echoes a key when the signal is sent,
    so what comes later comes later. A child that shares the group of the program gets some of them
    twice, or once if the two meet: the order is noted, and not how often."""
    run.begin(CHILD, reports=True)
    run.note_foreground("foreground", run.up)
    run.terminal.echo()
    for key, echoed in (("\x03", "^C"), ("\x1c", "^\\"), ("\x1a", "^Z")):
        run.terminal.type(key)
        run.echoes(echoed)
    if run.shares_stops:
        run.stops()
        run.program.got("TSTP")  # or CONT would take it back
        run.kill("CONT")
    run.arrives(LAST)
    run.end()
    run.note("got by child", " ".join(dict.fromkeys(run.noted["got by child"].split())))


def hang_up(run):
    run.begin("report:HUP,CONT say:up until:TERM exit:6", reports=True)
    run.terminal.hang_up()
    run.program.got("HUP")
    run.kill("TERM", run.up)
    run.note("exit", run.program.ended())


def in_a_shell(run):
    """A shell without job control starts it, and has its terminal again afterwards."""
    case = run.case
    path = shutil.which(case.name, path=lib.PATH) if run.real else lib.BATON
    run.terminal = run.test.terminal()
    shell = run.program = run.test.start(
        actor("tty fork [", case.world, f"argv0:{case.name} --", path, run.words("say:up until:USR1"),
              "] report:HUP,CONT,TERM say:shell wait foreground until:INT"),
        tty=run.terminal, env=case.environment())
    home = run.meet("shell")
    run.up = run.meet("up", "child")
    run.roles[int(run.up["ppid"])] = "init"
    run.note_foreground("foreground", run.up)
    run.kill("USR1", run.up)
    run.note("foreground at the end", run.role(shell.event("foreground")["group"]))
    run.kill("INT", home)
    run.note_end()


def pause(run):
    """catatonit -P ends with TERM or INT, and with nothing else. They are blocked from the start, so
    that none comes too early."""
    run.start(notice_exec=True)
    run.test.executed(run.program)
    run.kill(run.case.signal)
    run.kill("TERM")
    run.note_end()


def play(directory, case, real):
    """Plays one side of a case in a namespace that is empty before and after."""
    run = Run(lib.Test(directory), case, real)
    try:
        case.how(run)
    finally:
        sweep()
    return run.noted


def sweep():
    """As PID 1 of our namespace: everybody else ends now."""
    try:
        os.kill(-1, signal.SIGKILL)
        while True:
            os.waitpid(-1, 0)
    except (ProcessLookupError, ChildProcessError):
        pass
