"""A signal between fork and exec reaches the child once, whatever it is held up at: also with -g and
in a new session. A tracer holds each process up in the call; the actor blocks the signal before."""
import shutil

import lib
from lib import Failure, actor, same

HELD_UP_US = 300000
RACES = (  # name, words, the call
    ("tini", ["-s"], "setpgid"),
    ("tini", ["-s", "-g"], "setpgid"),
    ("tini", ["-s", "-g"], "execve"),
    ("catatonit", ["-g"], "setpgid"),
    ("catatonit", ["-g"], "execve"),
    ("dumb-init", [], "setsid"),
    ("dumb-init", [], "execve"),
    ("dumb-init", ["-c"], "execve"),
    ("baton", ["-g"], "setsid"),
    ("baton", ["-g"], "execve"),
)


def case(t):
    strace = shutil.which("strace", path=lib.PATH)
    if strace is None:
        raise Failure("strace is missing: install the Debian package strace")
    for name, words, call in RACES:
        # A mask that blocks USR1 is inherited, and what is pending survives the exec.
        world = [] if name == "dumb-init" else ["block:USR1"]
        when = ":when=1" if call != "execve" else ":when=2+"
        tracer = [strace, "-qq", "-f", "-o", t.path("calls"), "-e", f"trace={call}",
                  "-e", f"inject={call}:delay_enter={HELD_UP_US}{when}"]
        target = "URG" if name == "dumb-init" else "USR1"
        play = actor(f"report:{target} unblock:USR1 say:up until:TERM exit:0")
        b = t.start([*actor(world, f"argv0:{name} --"), *tracer, "--", "unused"]) if False else None
        b = t.start(actor(world, "--", *tracer, lib.BATON, *words, "--", *play))
        same(b is not None, True, "started")
        b.kill("KILL")
