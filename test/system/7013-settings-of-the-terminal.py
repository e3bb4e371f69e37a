"""The terminal's settings are as they were before baton at each start of the child that has it, and at
the end."""
import lib
from lib import actor, child, same


def shell(t, *line):
    """A terminal, and a shell without job control that waits for baton."""
    tty = t.terminal()
    before = tty.settings()
    b = t.start(actor("tty fork [ --", lib.BATON, *line, "] wait say:shell until:TERM"), tty=tty,
                reports=True)
    return tty, before, b


def case(t):
    player = actor("say:up until:USR2 raw say:raw until:USR1 exit:1")
    other = child("other", actor("pause"))
    tty, before, b = shell(t, "--strategy=one-for-one", "--backoff=0",
                           *child("sh", "--stdin=inherit", player), *other)
    for generation in (1, 2):
        up = b.event("up", gen=generation)
        same(tty.settings(), before, f"the settings at start {generation}")
        b.kill_child(up, "USR2")
        b.event("raw", gen=generation)
        same(tty.settings() != before, True, "whether it has changed them")
        if generation == 1:
            b.kill_child(up, "USR1")
    b.kill_parent(up, "TERM")
    b.event("shell")
    same(tty.settings(), before, "the settings after a supervisor")
    tty, before, b = shell(t, *player)
    up = b.event("up")
    b.kill_child(up, "USR2")
    b.kill_child(b.event("raw"), "KILL")
    b.event("shell")
    same(tty.settings(), before, "the settings after a classic init")
