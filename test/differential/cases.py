"""The cases: options, environment, what the child does, which signals come, with a terminal or
without, as PID 1 or below another process.

A case's title is NAME/FAMILY/WHAT, and the list of intended differences speaks of it by that.
"""

import dataclasses
import os

import lib
import plays
from lib import actor, number

NAMES = ("tini", "dumb-init", "catatonit")
UNCATCHABLE = {9, 19}
LIBCS = {32, 33}  # kept by libc for itself: an actor cannot catch them
FAULTS = {number(name) for name in ("ILL", "TRAP", "ABRT", "BUS", "FPE", "SEGV", "SYS")}
TALKATIVE = ("-v", "-vv", "-cv", "-wvs", "-vvv", "-svvv", "--verbose", "TINI_VERBOSITY",
             "DUMB_INIT_DEBUG", "CATATONIT_DEBUG")


@dataclasses.dataclass
class Case:
    name: str
    title: str
    how: object
    options: tuple = ()
    play: tuple = ()  # what the child does, as an actor
    world: tuple = ()
    env: dict = dataclasses.field(default_factory=dict)
    pid1: bool = False
    tty: bool = False
    signal: int = 0
    signals: tuple = ()

    def environment(self):
        return {"PATH": lib.PATH} | self.env

    @property
    def session(self):
        """Whether dumb-init makes a session, and so stops a whole group."""
        single = {"-c", "--single-child"}.intersection(self.options)
        return not single and self.env.get("DUMB_INIT_SETSID") != "0"

    @property
    def talks(self):
        """Whether it is to say what it does."""
        return any(word in TALKATIVE for word in (*self.options, *self.env))


def signals(pid1):
    """Those that a whole run of them can hold; faults end a program that is not PID 1."""
    return tuple(sorted(set(range(1, 65)) - {9} - LIBCS - (set() if pid1 else FAULTS)))


def place(pid1):
    return "pid1" if pid1 else "below"


def assignments(env):
    return " ".join(f"{key}={value}" for key, value in env.items())


def signal_cases():
    """Each signal to each program, one at a time; then all of them one after the other."""
    found = []
    for name in NAMES:
        for sent in range(1, 65):
            found.append(Case(name, f"signal/{sent}", plays.one_signal, signal=sent))
        for pid1 in (True, False):
            for tty in (True, False):
                told = f"signals/{place(pid1)}{'/tty' if tty else ''}"
                found.append(Case(name, told, plays.all_signals, pid1=pid1, tty=tty,
                                  signals=signals(pid1)))
    return found


def option_signal_cases():
    """All signals, as PID 1, with the options that change who gets them."""
    variants = (
        ("tini", (), {}), ("tini", ("-g",), {}), ("tini", ("-s",), {}),
        ("tini", (), {"TINI_KILL_PROCESS_GROUP": ""}), ("tini", ("-p", "SIGTERM"), {}),
        ("dumb-init", (), {}), ("dumb-init", ("-c",), {}),
        ("dumb-init", ("--single-child",), {}), ("dumb-init", (), {"DUMB_INIT_SETSID": "0"}),
        ("dumb-init", (), {"DUMB_INIT_SETSID": "no"}), ("dumb-init", ("-r", "15:3"), {}),
        ("dumb-init", ("-r15:0", "--rewrite=1:2"), {}),
        ("dumb-init", ("-c", "-r20:10", "-r21:12"), {}),
        ("catatonit", (), {}), ("catatonit", ("-g",), {}),
    )
    return [Case(name, " ".join(("group", *options, assignments(env))).strip(), plays.group_signals,
                 options, env=env, pid1=True, signals=signals(True))
            for name, options, env in variants]


def text_cases():
    """Texts, mistakes, and the ways to write an option."""
    true = ("true",)
    lines = {
        "tini": ([], ["--"], ["-h"], ["-l"], ["--version"], ["--version", "true"], ["--help"],
                 ["-x", "true"], ["-sx"], ["-p"], ["-e"], ["-p", "TERM", *true],
                 ["-p", "SIGXX", *true], ["-p", "SIGKILL", *true], ["-pSIGTERM", *true], ["-e", "256", *true],
                 ["-e", "-1", *true], ["-e", "x", *true], ["-e", "1x", *true], ["-e", "+1", *true],
                 ["-e", " 1", *true], ["-e", "", *true], ["-e0", *true], ["-sg", *true],
                 ["-gw", "--", *true], ["-sh"], ["-v", *true], ["-vv", *true], ["-s", "-vvv", *true],
                 ["-wvs", *true], ["--", "echo", "--", "-x"], ["echo", "-s", "-x"],
                 ["true", "--", "x"], [""]),
        "dumb-init": ([], ["--"], ["-h"], ["--help"], ["-V"], ["--version"], ["--vers"], ["--he"],
                      ["--ver", *true], ["-cV"], ["-x", "true"], ["--yolo", "true"], ["--help=1"],
                      ["-r"], ["--rewrite"], ["-r", "1", *true], ["-r", "1:32", *true],
                      ["-r", "0:1", *true], ["-r", "32:1", *true], ["-r", "-1:1", *true],
                      ["-r", "a:b", *true], ["-r", "1:", *true], ["-r", ":1", *true],
                      ["-r", "1:2x", *true], ["-r", " 1: 2", *true], ["-r", "+1:+2", *true],
                      ["-r", "15:-0", *true], ["-r15:3", *true], ["--rewrite=15:3", *true],
                      ["--rew", "15:3", *true], ["-c", *true], ["--single", *true], ["-v", *true],
                      ["-cv", *true], ["--verbose", "--", *true], ["echo", "-v", "--help"],
                      ["--", "echo", "--"], [""]),
        "catatonit": ([], ["--"], ["-h"], ["-V"], ["--version"], ["--vers"], ["-L"], ["--help"],
                      ["-x", "true"], ["-gx"], ["--yolo"], ["-g", *true], ["-gV"], ["-gh"],
                      ["--", "echo", "--"], ["echo", "-g", "-V"], [""]),
    }
    return [Case(name, "line/" + (" ".join(repr(word) if not word or " " in word else word
                                           for word in line) or "nothing"),
                 plays.ends, tuple(line), pid1=name == "tini")
            for name in NAMES for line in lines[name]]


def variable_cases():
    variants = {
        "tini": ({"TINI_SUBREAPER": ""}, {"TINI_VERBOSITY": "0"}, {"TINI_VERBOSITY": "2"},
                 {"TINI_VERBOSITY": "3"}, {"TINI_VERBOSITY": "x"}, {"TINI_VERBOSITY": " 3"},
                 {"TINI_VERBOSITY": "+3"}, {"TINI_VERBOSITY": ""}),
        "dumb-init": ({"DUMB_INIT_DEBUG": "1"}, {"DUMB_INIT_DEBUG": "yes"},
                      {"DUMB_INIT_SETSID": "0"}, {"DUMB_INIT_DEBUG": "1", "DUMB_INIT_SETSID": "0"}),
        "catatonit": ({"CATATONIT_DEBUG": ""}, {"CATATONIT_DEBUG": "1"}, {"CATATONIT_LOG": ""}),
    }
    return [Case(name, f"variable/{assignments(env)}", plays.ends, play=("exit:3",), env=env,
                 pid1="TINI_VERBOSITY" in env) for name in NAMES for env in variants[name]]


def end_cases():
    """How the child can end, and what its end is to the program."""
    found = []
    for name in NAMES:
        for code in (0, 1, 127, 255):
            found.append(Case(name, f"end/{code}", plays.ends, play=(f"exit:{code}",),
                              pid1=True))
        for sent in ("HUP", "QUIT", "KILL", "SEGV", "TERM", "RTMIN+0", "64"):
            found.append(Case(name, f"end/{sent}", plays.ends, play=(f"die:{sent}",),
                              pid1=name == "tini"))
    for options, code in ((("-e", "3"), "exit:3"), (("-e", "3"), "exit:4"), (("-e143",), "die:TERM"),
                          (("-e0", "-e", "255"), "exit:255"), (("-e", "1"), "exit:1")):
        found.append(Case("tini", f"end/{' '.join(options)}/{code}", plays.ends, options,
                          play=(code,), pid1=True))
    return found


def exec_cases(here):
    """Programs that are not there, or cannot be run, or are scripts; see prepare()."""
    programs = (["/nowhere/x"], ["nowhere"], ["/etc"], ["/etc/passwd"], [f"{here}/script", "a", "b"],
                [f"{here}/bad-interpreter"], [f"{here}/empty"], [f"{here}/denied"], ["./script"],
                [f"{here}/script/x"], ["/dev/null"], ["n" * 300])
    paths = (("", "script"), (":/bin", "script"), (here, "script"), (f"{here}:/bin", "denied"),
             (f"{here}:/bin", "true"), ("/nowhere:/etc", "passwd"), ("/bin", "nowhere"))
    found = []
    for name in NAMES:
        for program in programs:
            told = program[0].replace(here, "")[:24]
            found.append(Case(name, f"exec/{told}", plays.ends, tuple(program),
                              world=(f"chdir:{here}",), pid1=name == "tini"))
        for path, program in paths:
            told = f"exec/PATH={path.replace(here, 'DIR')}/{program}"
            found.append(Case(name, told, plays.ends, (program,), env={"PATH": path},
                              world=(f"chdir:{here}",), pid1=name == "tini"))
    found.append(Case("tini", "exec/-e 127/nowhere", plays.ends, ("-e", "127", "nowhere"),
                      pid1=True))
    return found


def state_cases():
    """What the child is given, and what the program keeps."""
    worlds = ((), ("ignore:HUP,TTIN,TTOU,RTMIN+1,PIPE,SYS",),
              ("block:USR2,TERM,RTMIN+2,CHLD,SEGV",), ("close:0",), ("umask:077", "chdir:/tmp"))
    variants = (("tini", ()), ("tini", ("-g",)), ("tini", ("-s",)), ("dumb-init", ()),
                ("dumb-init", ("-c",)), ("catatonit", ()), ("catatonit", ("-g",)))
    found = []
    for name, options in variants:
        for world in worlds if options in ((), ("-c",)) else worlds[:1]:
            found.append(Case(name, " ".join(("state", *options, *world)), plays.state, options,
                              world=world))
        for pid1, tty in ((True, False), (True, True), (False, True)):
            told = f"state/{place(pid1)}{'/tty' if tty else ''}"
            found.append(Case(name, " ".join((told, *options)), plays.state, options, pid1=pid1,
                              tty=tty, env={"LISTEN_PID": "1"}))
    found.append(Case("tini", "state -p SIGUSR1", plays.state, ("-p", "SIGUSR1")))
    return found


def behaviour_cases():
    """What becomes of orphans, of the child's group, and of a child that stops."""
    found = []
    everywhere = (("tini", ()), ("dumb-init", ()), ("dumb-init", ("-c",)), ("catatonit", ()))
    variants = {
        plays.orphan: (*everywhere, ("tini", ("-s",))),
        plays.zombies: (("tini", ("-s", "-w")), ("tini", ("-s", "-vvv")), ("dumb-init", ("-v",))),
        plays.stopped_child: (*everywhere, ("tini", ("-svvv",)), ("dumb-init", ("-v",))),
        plays.survivor: (*everywhere, ("tini", ("-g",)), ("dumb-init", ("-v",)),
                         ("dumb-init", ("-r15:2",)), ("dumb-init", ("-r15:0",))),
    }
    for how, programs in variants.items():
        for name, options in programs:
            for pid1 in (False,) if how is plays.survivor else (True, False):
                title = "/".join(filter(None, (how.__name__, place(pid1), " ".join(options))))
                found.append(Case(name, title, how, options, pid1=pid1))
    for pid1 in (True, False):
        for sent in ("TERM", "INT", "HUP", "USR1", "QUIT", "CHLD"):
            found.append(Case("catatonit", f"pause/{place(pid1)}/{sent}", plays.pause, ("-P",),
                              world=("block:TERM,INT,HUP,USR1,QUIT",), pid1=pid1, signal=sent))
    return found


def terminal_cases():
    found = []
    for name, options in (("tini", ()), ("dumb-init", ()), ("dumb-init", ("-c",)),
                          ("catatonit", ())):
        told = " ".join(options) or "plain"
        for pid1 in (True, False):
            found.append(Case(name, f"typed/{place(pid1)}/{told}", plays.typed, options, pid1=pid1,
                              tty=True))
            found.append(Case(name, f"hang-up/{place(pid1)}/{told}", plays.hang_up, options,
                              pid1=pid1, tty=True))
        found.append(Case(name, f"shell/{told}", plays.in_a_shell, options))
        found.append(Case(name, f"shell/{told}/background", plays.in_a_shell, options,
                          world=("setpgid",)))
    return found


def all_cases(directory):
    prepare(directory)
    return [*signal_cases(), *option_signal_cases(), *text_cases(), *variable_cases(), *end_cases(),
            *exec_cases(directory), *state_cases(), *behaviour_cases(), *terminal_cases()]


def prepare(directory):
    """The files that exec_cases() speaks of."""
    for name, text, mode in (("script", 'echo "$0" "$@"\n', 0o755), ("empty", "", 0o755),
                             ("bad-interpreter", "#!/nowhere/sh\n", 0o755),
                             ("denied", "echo no\n", 0o644)):
        path = os.path.join(directory, name)
        with open(path, "w") as file:
            file.write(text)
        os.chmod(path, mode)
