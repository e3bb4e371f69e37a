"""A script without job control that runs each name has its terminal again afterwards: it reads what
is typed next, and Ctrl-C is for the script."""
import os
import shutil

import lib
from lib import actor, check, same

NAMES = ("tini -s", "tini -s -g", "dumb-init", "dumb-init -c", "catatonit", "baton")


def case(t):
    for line in NAMES:
        name, *options = line.split()
        path = t.path(name)
        if not os.path.exists(path):
            shutil.copy(lib.BATON, path)
        job = " ".join([path, *options, "--", *actor("say:up until:USR1 exit:3")])
        after = " ".join(actor("report:INT say:over foreground read until:USR1 exit:4"))
        tty = t.terminal()
        shell = t.start(actor("tty --", ["/bin/sh", "-c", f"{job}; {after}"]), tty=tty)
        os.kill(shell.event("up").pid, lib.number("USR1"))
        over = shell.event("over")
        same(shell.event("foreground")["group"], str(shell.pid), f"{line}: the foreground group")
        tty.type("hello\n")
        same(shell.event("line")["text"], "hello", f"{line}: what the script has read")
        tty.type("\x03")
        shell.got("INT")
        os.kill(over.pid, lib.number("USR1"))
        check(shell.ended() in (4, -2), f"{line}: the end of the script, which got INT too")
