"""Under the default profile, as PID 1 and below the engine's own init, a child is started in baton's memory,
and one with --user with a copy of it."""
import os
import re
import tempfile

from engine import DEADLINE_S, Container, Failed, Lines, need, same


def said(pid, name):
    try:
        with open(f"/proc/{pid}/{name}", encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:  # it has ended meanwhile
        return ""


def baton_of(container):
    """Its number on this machine; the engine's numbers are its own."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        if said(pid, "comm") == "baton\n" and container.id in said(pid, "cgroup"):
            return pid
    raise Failed(f"no baton is in the control groups of {container.id}")


def starts(container, pid, name, number, file):
    """The flags with which the next instance of a child is made."""
    strace = Lines("strace", "-f", "-e", "trace=clone", "-o", file, "-p", pid)
    try:
        strace.until("attached")
        container.end(number)
        container.pids(name)
        strace.process.terminate()
        strace.process.wait(DEADLINE_S)
    finally:
        strace.close()
    with open(file, encoding="utf-8") as trace:
        return re.findall(r"^" + pid + r" +clone\(.* flags=([A-Z_|]+)", trace.read(), re.MULTILINE)


need("strace", "strace")
release = tuple(int(part) for part in re.findall(r"\d+", os.uname().release)[:2])
with tempfile.TemporaryDirectory() as directory:
    for options in [], ["--init"]:
        container = Container("--strategy=one-for-one", "--backoff=0",
                              "+++", "-n", "a", "/act", "ids", "catch", "TERM", "0", "wait",
                              "+++", "-n", "b", "--user=1:1", "/act", "ids", "catch", "TERM", "0", "wait",
                              options=options)
        pid = baton_of(container)
        numbers = container.pids("a", "b")
        for name, number, shares in zip("ab", numbers, (release >= (5, 16), False)):
            made = starts(container, pid, name, number, os.path.join(directory, name))
            same(["CLONE_VM" in flags.split("|") for flags in made], [shares], f"{name}: {made}")
        same(container.stop(), 0, "the exit code")
