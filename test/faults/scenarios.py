"""The scenarios: command lines that need every call of the shell, and what is done to them."""

import itertools
import os
import signal


class Place:
    """Where the programs are, and the environment that baton gets."""

    def __init__(self, directory, actor):
        self.directory, self.actor = directory, actor
        self.env = {"PATH": "/usr/bin:/bin"}
        self.serials = itertools.count()

    def path(self, name):
        return os.path.join(self.directory, name)

    def new(self):
        """A path of a file that there has never been, in a directory that is root's."""
        return self.path(f"new-{os.getpid()}-{next(self.serials)}")

    def secret(self):
        """A path of a file that holds a variable's value, for root's eyes only."""
        path = self.path("secret")
        if not os.path.exists(path):
            with open(path, "w", encoding="utf-8") as file:
                file.write("word\n")
            os.chmod(path, 0o400)
        return path


def played(place, text):
    return ["--", place.actor, *text.split()]


def child(place, name, options, play):
    return ["+++", "-n", name, *options.split(), *played(place, play)]


# In sessions of their own: one is told to end, one is left to the drain, which it hears, and one is
# deaf. A drain that is too short is over on a busy machine before it has asked anybody.
ORPHAN_TOLD = "daemon [ say:orphan until:USR2 exit:0 ]"
ORPHAN_LEFT = "daemon [ say:abandoned until:TERM say:asked exit:0 ]"
ORPHAN_DEAF = "daemon [ ignore:TERM say:abandoned pause ]"
ORPHANS = f"{ORPHAN_TOLD} {ORPHAN_LEFT}"

# What the first instance leaves to its sweep: one in its session, and one that only the mark shows.
LEFTOVERS = "fork [ setpgid say:leftover pause ] daemon [ say:marked pause ]"


def leaving(orphan):
    """Options and play of a child that only its session is swept of: its orphan is the drain's."""
    return ("--sweep=session --stop-timeout=5s",
            f"gen:1 [ {orphan} ] say:up until:TERM say:stopped exit:0")


def supervised(place):
    """Every step of a child's set-up, two ways of readiness, a group, a leftover, a deaf child."""
    return [
        *"--strategy=one-for-one --restart=always --backoff=5ms:5ms --jitter=0 --drain=5s".split(),
        *"--max-restarts=unlimited -w --private --termination-message=/dev/null".split(),
        *child(place, "a",
               "--ready=fd:5 --user=65534:65534 --rlimit=nofile=64:64 --rlimit=core=0 --nice=1"
               " --oom-score-adj=300 --no-new-privs --cwd=/ --umask=022 --stdin=null"
               f" --stderr={place.new()} --env-file=SECRET={place.secret()}"
               " --forward=USR1,ABRT --stop-timeout=5s --start-timeout=3s",
               "report:USR1,ABRT say:up ready:5 until:TERM say:stopped exit:0"),
        *child(place, "b", f"--ready=env:READY --stdin=hold --stdout={place.path('out')}"
                           " --stderr=null --stop-timeout=100ms --start-timeout=3s",
               "ignore:TERM ready-env:READY pause"),
        "+++", "-n", "g/", "--strategy=one-for-all",
        *child(place, "g/x", "--stop-timeout=5s",
               f"gen:1 [ {LEFTOVERS} {ORPHAN_TOLD} ] say:up until:TERM say:stopped exit:0"),
        *child(place, "g/y", *leaving(ORPHAN_LEFT)),
    ]


def classic(place):
    """One command with a user of its own, which leaves an orphan to the drain."""
    return [*"--drain=5s -w --user=65534:65534 --log-level=info --termination-message=/dev/null".split(),
            *played(place, f"report:USR1,ABRT {ORPHANS} say:up until:TERM say:stopped exit:7")]


def searched(place):
    """A command that stands in the second of three directories of PATH."""
    directory, name = os.path.split(place.actor)
    return ["--log-level=info", "--termination-message=/dev/null",
            f"--env=PATH={place.path('nowhere')}:{directory}:{place.path('nowhere-else')}", "--", name,
            *"say:up until:TERM say:stopped exit:7".split()]


def traced(place):
    """An orphan that asks to be traced before it ends."""
    return ["--log-level=info", "--drain=5s", "--termination-message=/dev/null",
            *played(place, "daemon [ say:orphan until:USR2 ignore:WINCH ask-trace:WINCH exit:0 ]"
                           " say:up until:TERM say:stopped exit:7")]


def terminal(place):
    """A child that gets the terminal, beside one that does not; stderr is a socket."""
    return [*"--strategy=one-for-one --restart=always --backoff=5ms:5ms --jitter=0 --drain=5s".split(),
            *"--max-restarts=unlimited --termination-message=/dev/null".split(),
            *child(place, "a", "--stdin=inherit --stop-timeout=5s",
                   "gen:1 [ fork [ setpgid say:leftover pause ] ] say:up until:TERM say:stopped exit:0"),
            *child(place, "b", "--stop-timeout=5s", "say:up until:TERM say:stopped exit:0")]


def bare(place):
    """A tree in a container without /proc: stderr is a pipe that cannot be opened anew."""
    return [*"--strategy=one-for-one --restart=always --backoff=5ms:5ms --jitter=0 --drain=100ms".split(),
            *"--max-restarts=unlimited -w --termination-message=/dev/null".split(),
            *child(place, "a", "--stop-timeout=5s --forward=USR1",
                   f"report:USR1 gen:1 [ {LEFTOVERS} {ORPHAN_TOLD} ]"
                   " say:up until:TERM say:stopped exit:0"),
            *child(place, "b", *leaving(ORPHAN_DEAF))]


def renamed(place):
    """By the name of another program: its terminal, its fds, its last TERM."""
    return played(place, "fork [ setpgid say:left until:TERM ] say:up until:TERM say:stopped exit:7")


def talking(place):
    """The same, which says all that it does, down to its last word."""
    return ["-v", *renamed(place)]


def send(*numbers):
    def do(run):
        for number in numbers:
            run.kill(run.pid, number)
    return do


def end_of_orphan(run):
    for who in ("orphan g/x", "orphan a", "orphan"):
        run.kill_who_said(who, signal.SIGUSR2)


def end_of(name):
    return lambda run: run.kill_who_said(f"up {name}", signal.SIGKILL)


class Scenario:
    """A world (steps of the actor that run before baton), a line, and what is done to it. `only`:
    the calls that it is there for, where another scenario sweeps the rest. `walks`: it looks for
    processes by number, with a fork for each look, and how many looks there are is chance."""

    def __init__(self, words, steps, world=("mounts", "proc"), only=None, streams="pipe",
                 walks=False):
        self.words, self.steps, self.world = words, steps, world
        self.only, self.streams, self.walks = only, streams, walks
        self.cap = 2 if walks else 1 << 16

    def sweeps(self, call):
        return self.only is None or call in self.only


START = ("start", None)
SIGNAL = ("signal", send(signal.SIGUSR1, signal.SIGABRT))
ORPHAN = ("orphan", end_of_orphan)
STOP = ("stop", send(signal.SIGTERM))

SCENARIOS = {
    "supervised": Scenario(supervised, [START, SIGNAL, ORPHAN, ("restart", end_of("g/x")), STOP]),
    "classic": Scenario(classic, [START, SIGNAL, ORPHAN, STOP]),
    "searched": Scenario(searched, [START, STOP], only=("ACCESS", "EXEC")),
    "traced": Scenario(traced, [START, ORPHAN, STOP], only=("DETACH",)),
    "terminal": Scenario(terminal, [START, ("restart", end_of("a")), STOP],
                         world=("mounts", "proc", "tty"), streams="terminal",
                         only=("SETPGID", "IOCTL", "SEND", "GETPGID", "GETSID", "CLOSE_RANGE")),
    "dumb-init": Scenario(talking, [START, STOP], world=("mounts", "proc", "tty", "argv0:dumb-init"),
                          streams="terminal", only=("SIGTIMEDWAIT", "IOCTL", "GETSID", "CHDIR")),
    "catatonit": Scenario(renamed, [START, STOP], world=("mounts", "proc", "tty", "argv0:catatonit"),
                          streams="terminal", only=("CLOSE_RANGE", "PRCTL")),
    "bare": Scenario(bare, [START, SIGNAL, ORPHAN, ("restart", end_of("a")), STOP],
                     world=("mounts",), walks=True,
                     only=("WRITE_NOWAIT", "CLONE", "GETSID", "KILL", "WAIT", "LIMIT")),
}
