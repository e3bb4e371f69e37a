"""A chain of processes, each below the one before it, costs the drain as much for each as a shorter
one does: what a walk has learnt of their parents it remembers."""
import re
import shutil

import lib
from lib import Failure, check

CHAIN = """
import os, signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
reader, writer = os.pipe()
if os.fork():
    os.read(reader, 1)
    os._exit(7)
for _ in range(int(sys.argv[1])):
    if os.fork():
        signal.pause()
os.write(writer, b".")
signal.pause()
"""


def reads(t, length):
    """How often baton reads who is above a process."""
    trace = f"{t.directory(f'calls-{length}')}/trace"
    strace = shutil.which("strace")
    if strace is None:
        raise Failure("strace is missing: install the Debian package strace")
    b = t.start([strace, "-o", trace, lib.BATON, "-s", "--drain=200ms", shutil.which("python3"), "-c",
                 CHAIN, str(length)])
    b.ends(7)
    with open(trace, encoding="utf-8", errors="replace") as file:
        text = file.read().partition("SIGKILL")[0]  # as a subreaper it repeats that until all are gone
    asked = set(re.findall(r"pidfd_send_signal\(\d+, SIGTERM", text))
    check(asked, "the chain is asked to end")
    return len(re.findall(r"openat\(\d+, \"\d+/stat\"", text))


def case(t):
    short, long = reads(t, 25), reads(t, 100)
    t.note(f"{short} and {long} reads")
    check(long < 8 * short, f"{short} reads with 25 processes, {long} with 100")
