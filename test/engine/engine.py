"""What the engine's cases share: containers, waits for events, checks.

A case is a file NNNN-name. It talks to the private engine that test/engine/run has brought up
(its address is in the environment) and ends with a traceback or a Failed when something is not as
it should be. Every wait is for an event and has a deadline; none is by the clock.
"""

import atexit
import json
import os
import re
import select
import shutil
import subprocess
import sys
import time

DEADLINE_S = 90  # of any single wait; generous, as nothing here measures time
SHOWN = 40  # lines of an output, where a case fails
HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BATON = os.environ.get("BATON", "")  # the product on this machine
WORK = os.environ.get("BATON_ENGINE_DIR", "")  # a directory of this run's own
SCRATCH = "baton/scratch"  # FROM scratch: /baton, /act (helpers/act.c) and an empty /tmp


class Failed(Exception):
    """A case's verdict."""


class Result:
    """What a finished client left: its exit code and its output, both streams in one."""

    def __init__(self, code, output):
        self.code = code
        self.output = output

    def __repr__(self):
        return f"exit {self.code}, output:\n{indent(self.output)}"


def indent(text):
    lines = text.splitlines()
    left_out = [f"({len(lines) - SHOWN} lines before)"] if len(lines) > SHOWN else []
    return "".join(f"    | {line}\n" for line in left_out + lines[-SHOWN:])


def need(command, package):
    """A case that lacks something fails and says what to install; it is never skipped."""
    if shutil.which(command) is None:
        raise Failed(f"{command} is missing: install Debian's package {package}")


def client(*words, stdin=subprocess.DEVNULL, environment=None):
    """Runs a command to its end."""
    run = subprocess.run(words, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                         timeout=DEADLINE_S, check=False, env={**os.environ, **(environment or {})})
    return Result(run.returncode, run.stdout.decode(errors="replace"))


def docker(*words):
    """Runs the docker client; it must succeed. Its output, stripped."""
    result = client("docker", *words)
    if result.code != 0:
        raise Failed(f"docker {' '.join(words)}: {result}")
    return result.output.strip()


class Lines:
    """A client whose output is awaited line by line (logs -f, events)."""

    def __init__(self, *words):
        self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT)
        self.seen = []
        self.rest = b""

    def next(self, deadline):
        """The next line, or None at the end of the output."""
        while b"\n" not in self.rest:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                raise Failed("no such line in time; seen:\n" + indent("\n".join(self.seen)))
            more = os.read(self.process.stdout.fileno(), 65536)
            if not more:
                return None
            self.rest += more
        line, self.rest = self.rest.split(b"\n", 1)
        self.seen.append(line.decode(errors="replace").rstrip("\r"))
        return self.seen[-1]

    def until(self, pattern, times=1):
        """The match of the `times`-th line, from here on, in which `pattern` is found."""
        deadline = time.monotonic() + DEADLINE_S
        while True:
            line = self.next(deadline)
            if line is None:
                raise Failed(f"the output ended without {pattern!r}; seen:\n"
                             + indent("\n".join(self.seen)))
            match = re.search(pattern, line)
            if match:
                times -= 1
                if times == 0:
                    return match

    def until_all(self, patterns):
        """Waits until each pattern was found, from here on, in whatever order."""
        deadline = time.monotonic() + DEADLINE_S
        missing = set(patterns)
        while missing:
            line = self.next(deadline)
            if line is None:
                raise Failed(f"the output ended without {missing}; seen:\n"
                             + indent("\n".join(self.seen)))
            missing = {pattern for pattern in missing if not re.search(pattern, line)}

    def close(self):
        self.process.kill()
        self.process.stdout.close()
        self.process.wait()


class Container:
    """A container that runs in the background, until the case ends."""

    def __init__(self, *line, options=(), image=SCRATCH, entrypoint="/baton"):
        self.id = docker("run", "-d", *run_words(line, options, image, entrypoint))
        self.follower = None
        self.since = ()
        atexit.register(self.remove)

    def until(self, pattern, times=1):
        """Waits for a line of the log; lines that were awaited before are not looked at again."""
        return self.follow().until(pattern, times)

    def follow(self):
        """The log, line by line."""
        if self.follower is None:
            self.follower = Lines("docker", "logs", "-f", *self.since, self.id)
        return self.follower

    def start_again(self):
        """docker start; what is awaited then is in the log from there on."""
        self.follow().close()
        self.follower = None
        self.since = ("--since", self.state("FinishedAt"))
        docker("start", self.id)

    def logs(self):
        """All that was printed so far, both streams; their order among each other is not kept."""
        return docker("logs", self.id).splitlines()

    def exec(self, *words, options=()):
        return client("docker", "exec", *options, self.id, *words)

    def pids(self, *names):
        """The pid that each of the children prints next (`act ids`), in this order."""
        found = {}
        while not set(names) <= set(found):
            line = self.until(r"^ids pid=(\d+) .* name=(\S*)$")
            found[line[2]] = line[1]
        return [found[name] for name in names]

    def end(self, pid, signal="KILL"):
        """Sends a signal to one process in the container."""
        result = self.exec("/act", "kill", signal, pid)
        same(result.code, 0, f"act kill {signal} {pid} in the container: {result}")

    def kill(self, signal):
        docker("kill", "-s", signal, self.id)

    def stop(self, seconds=None):
        """docker stop; the container's exit code."""
        docker("stop", *([] if seconds is None else ["-t", str(seconds)]), self.id)
        return self.wait()

    def wait(self):
        """Waits for its end; the exit code that docker reports."""
        return int(docker("wait", self.id))

    def state(self, field):
        return docker("inspect", "-f", "{{.State." + field + "}}", self.id)

    def processes(self):
        """What runs in it but the look itself, as (pid, parent, state, name)."""
        found = self.exec("/act", "ps")
        same(found.code, 0, "act ps")
        rows = [line.split(" ", 3) for line in found.output.splitlines()]
        inside = {row[0]: row for row in rows}
        # an exec'd process has its parent outside: 0, as PID 1 has
        return [(int(pid), int(parent), state, name) for pid, parent, state, name
                in inside.values() if pid == "1" or parent != "0"]

    def remove(self):
        if self.follower is not None:
            self.follower.close()
        client("docker", "rm", "-f", "-v", self.id)


def run(*line, options=(), image=SCRATCH, entrypoint="/baton"):
    """docker run in the foreground, to the end of the container."""
    return client("docker", "run", "--rm", *run_words(line, options, image, entrypoint))


def run_words(line, options, image, entrypoint):
    """docker run's words; entrypoint None leaves the image's own."""
    entry = [] if entrypoint is None else ["--entrypoint", entrypoint]
    return ["--network", "none", *options, *entry, image, *line]


def same(actual, expected, what):
    if actual != expected:
        raise Failed(f"{what}: {actual!r} instead of {expected!r}")


def found(pattern, text, what):
    """The match of `pattern`, which must be in `text`."""
    match = re.search(pattern, text, re.MULTILINE)
    if match is None:
        raise Failed(f"{what}: no {pattern!r} in:\n{indent(text)}")
    return match


def absent(pattern, text, what):
    if re.search(pattern, text, re.MULTILINE):
        raise Failed(f"{what}: {pattern!r} in:\n{indent(text)}")


def instances(text, name=None):
    """What the instances of `name` (None: of all) were told: a dictionary without LIFECYCLE_ for
    each line that `act env LIFECYCLE_` printed."""
    lines = [line.split()[1:] for line in text if line.startswith("env ")]
    all_told = [{key.removeprefix("LIFECYCLE_"): value
                 for key, _, value in (word.partition("=") for word in line)} for line in lines]
    return [told for told in all_told if name in (None, told.get("NAME"))]


def seccomp(name, denied, error=1):
    """A profile that allows everything but the calls in `denied`, which fail with errno `error`.
    An entry is a name, or a name and its filtered arguments. Returns docker's option."""
    rules = []
    for entry in denied:
        call, arguments = (entry, []) if isinstance(entry, str) else entry
        rules.append({"names": [call], "action": "SCMP_ACT_ERRNO", "errnoRet": error,
                      "args": arguments})
    path = os.path.join(WORK, f"{name}.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"defaultAction": "SCMP_ACT_ALLOW", "syscalls": rules}, file)
    return ["--security-opt", f"seccomp={path}"]


def main_guard(kind, value, trace):
    """A Failed is said without Python's traceback around it."""
    if issubclass(kind, Failed):
        print(str(value).rstrip())
    else:
        sys.__excepthook__(kind, value, trace)


sys.excepthook = main_guard
