"""A signal between fork and exec reaches the child once: also with -g and in a new session, and also
where it is for baton's group, of which the child is until then. A tracer holds the child up in the
call, and what baton says of the fork tells when."""
import os
import shutil

import lib
from lib import Failure, actor, number, same

IDLE = True  # but for the moments in between
HELD_UP = "delay_enter=300000:when=1"  # microseconds; each process's first call of that name
GROUP = (["-g"], "setpgid", "execve")
RACES = (  # name, words that make it talk, its line, (options, calls), …
    ("tini", ["-svv"], "Spawned", ([], "setpgid", "execve"), GROUP),
    ("catatonit", [], "started", ([], "setpgid", "execve"), GROUP),
    ("dumb-init", ["-v"], "spawned", ([], "setsid", "execve"), (["-c"], "execve")),
    ("baton", ["-v"], "spawned", ([], "setpgid", "execve"), GROUP),
)


def start(t, name, words, call, world, play):
    product = t.path(name)
    if not os.path.exists(product):
        shutil.copy(lib.BATON, product)
    tracer = ["strace", "-DD", "-qq", "-f", "-o", t.path("calls"), "-e", f"trace={call}",
              "-e", f"inject={call}:{HELD_UP}"]
    tracer[0] = shutil.which("strace", path=lib.PATH)
    if tracer[0] is None:
        raise Failure("strace is missing: install the Debian package strace")
    env = {"PATH": lib.PATH, "CATATONIT_DEBUG": ""}
    return t.start(actor(world, "--", *tracer, product, *words, "--", *play), env=env)


def case(t):
    for name, words, line, *variants in RACES:
        for options, *calls in variants:
            for call in calls:
                told = f"{name} {options}, {call}"
                b = start(t, name, words + options, call, [], actor("say:up pause"))
                b.says(line)
                b.kill("TERM")
                b.ends(143)
                same(b.count("up"), 0, f"{told}: it began")
                if name == "dumb-init":
                    continue  # its child starts with nothing blocked
                b = start(t, name, words + options, call, ["block:USR1"],
                          actor("report:USR1 unblock:USR1 say:up until:TERM exit:0"))
                b.says(line)
                b.kill("USR1")
                b.got("USR1")
                b.event("up")
                b.kill("TERM")
                b.ends(0)
                same(b.reports("USR1"), 1, f"{told}: reports")
                b = start(t, name, words + options, call, ["setpgid", "block:USR1"],
                          actor("report:USR1 unblock:USR1 say:up until:TERM exit:0"))
                b.says(line)
                os.killpg(b.pid, number("USR1"))
                b.got("USR1")
                b.event("up")
                b.kill("TERM")
                b.ends(0)
                same(b.reports("USR1"), 1, f"{told}: reports of the group's")
