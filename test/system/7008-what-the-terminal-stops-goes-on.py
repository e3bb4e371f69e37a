"""Where baton leads the terminal's session nobody else could continue what Ctrl-Z has stopped, or a
read in the background: baton does, as PID 1 and elsewhere, also by the names of others."""
from lib import actor, child


def case(t):
    for name in ("baton", "tini", "catatonit"):
        for pid1 in (True, False):
            play = actor("report:CONT,INT say:up until:USR1 exit:3")
            goes_on(t, t.terminal(), pid1, lambda **world: t.named(name, "--", play, **world))
    lines = (child("front", "--stdin=inherit", actor("report:CONT,INT say:up until:USR1 exit:3")),
             child("other", actor("pause")))
    goes_on(t, t.terminal(), True, lambda **world: t.baton(lines, **world))


def goes_on(t, tty, pid1, start):
    b = start(world=["tty"], tty=tty, pid1=pid1)
    up = b.event("up")
    tty.type("\x1a")
    b.got("CONT")
    tty.type("\x1a")
    b.got("CONT")
    for name in ("TTIN", "TTOU"):
        b.kill_child(up, name)
        b.got("CONT")
    tty.type("\x03")
    b.got("INT")
    b.kill_child(up, "USR1")
    b.ends(3)
