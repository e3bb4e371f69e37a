"""fd 0 is a terminal that is no session's, as a machine's /init has it: the child that inherits stdin
leads a session of its own and takes it; the next instance takes it again, also after the kernel has
hung it up; it is never taken from another session."""
import os

from lib import actor, child, same


def place(b, up):
    """Whether it leads its session, which has a terminal, and is in the foreground."""
    found = b.of(up)
    return found.session == found.pid, found.terminal != 0, found.stat()[5] == str(found.pid)


def case(t):
    for supervised in ((), ("--start-timeout=1h",)):
        tty = t.terminal()
        before = tty.settings()
        b = t.baton(supervised, actor("report:INT say:up raw until:USR1 exit:3"), world=["setsid"],
                    tty=tty, reports=True)
        up = b.event("up")
        same(place(b, up), (True, True, True), f"the child's place {supervised}")
        b.kill_child(up, "USR1")
        b.ends(3)
        same(tty.settings(), before, "the settings at the end")
    tty = t.terminal()
    shown = os.dup(tty.slave)
    b = t.baton("--strategy=one-for-one", "--backoff=0",
                child("sh", "--stdin=inherit", actor("report:INT say:up until:USR1 vhangup exit:1")),
                child("other", actor("say:up pause")), world=["setsid"], tty=tty, err=shown)
    os.close(shown)
    other = b.event("up", name="other")
    for generation in (1, 2, 3):
        up = b.event("up", name="sh", gen=generation)
        same(place(b, up), (True, True, True), f"the place of instance {generation}")
        tty.type("\x03")
        b.event("got", gen=generation)
        if generation < 3:
            b.kill_child(up, "USR1")
    same(b.of(other).terminal, 0, "the terminal of another child")
    same(sum("event=spawned" in line.text for line in b.out.lines), 4, "lines about starts")
    b.kill("TERM")
    b.ends(0)
    tty = t.terminal()
    stdin = os.dup(tty.slave)
    owner = t.start(actor("tty say:owner until:TERM wait foreground pause"), tty=tty)
    theirs = owner.event("owner")
    b = t.baton(actor("say:up until:USR1 exit:3"), world=["setsid"], stdin=stdin)
    os.close(stdin)
    up = b.event("up")
    same(b.of(up).terminal, 0, "the terminal of the child, which another session has")
    owner.kill("TERM")
    same(owner.event("foreground")["group"], str(theirs.pid), "who is in its foreground")
    b.kill_child(up, "USR1")
    b.ends(3)
