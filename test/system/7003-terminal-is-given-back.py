"""In the foreground each instance has the terminal; at the end the shell's group has it again."""
import os
import signal

import lib
from lib import actor, child, same


def case(t):
    tty = t.terminal()
    # A shell without job control: what it starts is in its own group, which is in the foreground.
    shell = t.start(actor("tty fork [ --", lib.BATON, "--restart=always --backoff=0",
                          *child("sh", "--stdin=inherit", actor("say:up until:USR1 exit:1")),
                          "] say:shell wait foreground until:TERM"), tty=tty)
    home = shell.event("shell")
    for generation in (1, 2, 3):
        up = shell.event("up", gen=generation)
        player = lib.Proc(up.pid)
        same((player.stat()[5], player.group), (str(up.pid), up.pid), "the foreground group")
        baton = int(up["ppid"])
        shell.kill_child(up, "USR1")
    shell.event("up", gen=4)
    os.kill(baton, signal.SIGTERM)
    same(shell.event("foreground")["group"], str(home.pid), "the foreground group at the end")
