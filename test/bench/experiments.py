"""What is done to each program, again and again, and what comes of it: samples.

An experiment runs one of the C programs here; each prints lines "NAME NUMBER", and its head says
what they mean. Rounds are interleaved: within one, each experiment is done with each program, so
that what the machine does besides falls on all alike.
"""

import os
import shutil
import statistics
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

import known
from programs import CLASSIC, KNOWN, NAMED, SUPERVISOR, Place

MEMORY = "/dev/shm"  # records and configurations are in memory
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C"}
TIMEOUT_S = 300

IDLE_S = 20
NEVER_AGAIN = 1_000_000  # rounds: a count that does not change is taken once

LIFE_NS = 20_000_000  # a child that is restarted: PID 1 is asleep again when it ends
LONG_LIFE = "2000000000+10000000"  # 2 s, and not all of them at once


class Experiment:
    """A C program, its words before the command, and the children."""

    def __init__(self, tool, how, *words, kinds=(CLASSIC,), without=(), count=1, child="stamp",
                 option="", more=None, instead=None, every=1, times=1, together=False):
        self.tool = tool
        self.how = how
        self.words = [str(word) for word in words]
        self.kinds = kinds
        self.without = without  # programs that cannot do it: the reasons are in figures.py
        self.count = count
        self.child = child
        self.option = option
        self.more = more or {}  # program -> more options
        self.instead = instead or {}  # program -> other words: who restarts once a second
        self.every = every  # one round in so many
        self.times = times  # in each round
        self.together = together  # all programs at the same time: they are to do nothing

    def takes(self, program):
        return program.kind in self.kinds and program.name not in self.without

    def command(self, program, place):
        line = program.line(place, self.count, self.child, self.option)
        line[1:1] = self.more.get(program.name, [])
        words = self.instead.get(program.name, self.words)
        return [place.tool(self.tool), self.how, place.records, *words, *line]

    def once(self, program, tools):
        """name -> number"""
        folder = tempfile.mkdtemp(prefix="bench-", dir=MEMORY if os.path.isdir(MEMORY) else None)
        try:
            return numbers(self.command(program, Place(folder, tools)), folder)
        finally:
            shutil.rmtree(folder)


def numbers(command, folder):
    result = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=ENVIRONMENT, cwd=folder, timeout=TIMEOUT_S, check=False,
        start_new_session=True,
    )
    if result.returncode != 0:
        raise RuntimeError(f"{os.path.basename(command[0])} {command[1]}: {result.stderr.strip()}")
    return named(result.stdout.splitlines())


def named(lines):
    pairs = (line.split() for line in lines)
    return {name: float(value) for name, value in pairs}


TREE = (SUPERVISOR,)
EACH = (CLASSIC, NAMED)
PEERS = ("catatonit", "tini", "dumb-init", "s6", "runit", "supervisor", "busybox")
SLOW = {name: ["1", "2"] for name in ("s6", "runit", "supervisor", "busybox")}  # one restart a second

EXPERIMENTS = {
    # one child
    "one": Experiment("life", "timed", 1, "child", kinds=EACH, times=5),
    "one asked": Experiment("life", "timed", 1, "term", without=("init",)),
    "one counted": Experiment("life", "counted", 1, "child"),
    # orphans
    "paced": Experiment("orphans", "timed", "paced", kinds=EACH),
    "burst": Experiment("orphans", "timed", "burst", kinds=EACH),
    "paced counted": Experiment("orphans", "counted", "paced", every=10),
    "paced zombies": Experiment("orphans", "zombies", "paced", every=10),
    "burst zombies": Experiment("orphans", "zombies", "burst", every=10),
    "exit in a storm": Experiment("orphans", "timed", "exit", more={"baton": ["--drain=off"]}),
    # signals
    "signals": Experiment("signals", "one-cpu", 100, child="handler", without=("init",), times=5),
    "signals counted": Experiment("signals", "counted", 20, child="handler", without=("init",),
                                  every=10),
    # restarts
    "restart": Experiment("restart", "timed", 1, 40, kinds=TREE, option=str(LIFE_NS), instead=SLOW),
    "restart counted": Experiment("restart", "counted", 1, 20, kinds=TREE, option=str(LIFE_NS),
                                  instead=SLOW, every=10),
    "restart in a storm": Experiment("restart", "storm", 1, 30, kinds=TREE, option=str(LIFE_NS),
                                     instead=SLOW),
    "restart in a crowd": Experiment("restart", "crowd", 1, 40, kinds=TREE, option=str(LIFE_NS),
                                     instead=SLOW, every=5),
    "restart without /proc": Experiment("restart", "no-proc", 1, 40, kinds=TREE,
                                        option=str(LIFE_NS), every=5, without=tuple(SLOW)),
    "restart rate": Experiment("restart", "timed", 1, 200, kinds=TREE, option="1", instead=SLOW),
    "restart after 2 s": Experiment("restart", "timed", 20, 15, kinds=TREE, option=LONG_LIFE, count=20),
    "beside 1000": Experiment("beside", "timed", 1000, 20, kinds=TREE, count=1000, every=5,
                              instead={name: ["1000", "2"] for name in SLOW}, without=("supervisor",)),
    "beside 1000 counted": Experiment("beside", "counted", 1000, 10, kinds=TREE, count=1000, every=10,
                                      without=(*SLOW, "bare, forking")),
    # many children
    "1": Experiment("life", "timed", 1, "term", kinds=TREE),
    "100": Experiment("life", "timed", 100, "term", kinds=TREE, count=100),
    "1000": Experiment("life", "timed", 1000, "term", kinds=TREE, count=1000, every=5),
    "10000": Experiment("life", "timed", 10000, "term", kinds=TREE, count=10000, every=10,
                        without=("bare, forking", "s6", "runit", "supervisor", "busybox")),
    # nothing to do
    "idle": Experiment("idle", "timed", 1, IDLE_S, kinds=(*EACH, SUPERVISOR), every=NEVER_AGAIN,
                       together=True),
    "idle 1000": Experiment("idle", "timed", 1000, IDLE_S, kinds=TREE, count=1000,
                            every=NEVER_AGAIN, together=True),
}

# In an emulated machine, where a nanosecond is an instruction (instructions.py): the programs of our
# own, since what they are made of is all that has to be there. `times` is all there is of rounds.
EMULATED = {
    "emulated loop": Experiment("loop", "timed", 1_000_000, kinds=(KNOWN,)),
    "emulated one": Experiment("life", "timed", 1, "child", without=("forward", *PEERS), times=5),
    "emulated signals": Experiment("signals", "one-cpu", 20, child="handler", times=3,
                                   without=("init", *PEERS)),
    "emulated restart": Experiment("restart", "timed", 1, 20, kinds=TREE, option=str(LIFE_NS), times=3,
                                   without=PEERS),
    "emulated restart rate": Experiment("restart", "timed", 1, 100, kinds=TREE, option="now", times=3,
                                        without=PEERS),
    "emulated beside 1000": Experiment("beside", "timed", 1000, 10, kinds=TREE, count=1000,
                                       without=(*PEERS, "bare, forking")),
    "emulated 1000": Experiment("life", "timed", 1000, "term", kinds=TREE, count=1000, times=3,
                                without=(*PEERS, "bare, forking")),
}


def be_quick():
    """Takes from the whole what takes minutes, and nothing more than once in a round. Returns what is
    left out: (experiment, program)."""
    slow = tuple(SLOW)
    out = [(name, program) for name in ("1000", "idle 1000", "beside 1000", "restart in a storm",
                                        "restart rate") for program in slow]
    out += [("10000", program) for program in ("bare", "baton tree")]
    for name, program in out:
        EXPERIMENTS[name].without += (program,)
    for experiment in (*EXPERIMENTS.values(), *EMULATED.values()):
        experiment.times = 1
    return out


class Samples:
    """(experiment, program, name) -> the numbers of all rounds; and what could not be taken."""

    def __init__(self):
        self.numbers = {}
        self.failures = []

    def add(self, experiment, program, found):
        for name, number in found.items():
            self.numbers.setdefault((experiment, program, name), []).append(number)

    def median(self, experiment, program, name):
        found = self.numbers.get((experiment, program, name))
        return statistics.median(found) if found else None


class Run:
    """Everything, in rounds. What fails is told once and not tried again."""

    def __init__(self, programs, tools, say):
        self.programs = programs
        self.tools = tools
        self.say = say
        self.samples = Samples()
        self.failed = set()

    def rounds(self, count, experiments):
        for number in range(count):
            for name, experiment in experiments.items():
                if number % experiment.every == 0:
                    self.say(f"round {number + 1} of {count}: {name}")
                    for time in range(experiment.times):
                        self.once(name, experiment, number * experiment.times + time)
        return self.samples

    def once(self, name, experiment, turn):
        """One sample of each program; who is first is another one each time."""
        able = [
            program
            for program in self.programs.values()
            if self.takes_part(name, experiment, program, turn)
            and (name, program.name) not in self.failed
        ]
        first = turn % max(len(able), 1)
        able = able[first:] + able[:first]
        with ThreadPoolExecutor(len(able) if experiment.together else 1) as pool:
            for _ in pool.map(lambda program: self.sample(name, experiment, program), able):
                pass

    @staticmethod
    def takes_part(name, experiment, program, turn):
        if program.kind == KNOWN:
            return turn == 0 and known.needed(name, program.name)
        return experiment.takes(program)

    def sample(self, name, experiment, program):
        try:
            self.samples.add(name, program.name, experiment.once(program, self.tools))
        except (RuntimeError, OSError, subprocess.TimeoutExpired) as error:
            self.failed.add((name, program.name))
            self.samples.failures.append(f"{name}, {program.name}: {error}")
            self.say(self.samples.failures[-1])
