"""Supervised, Ctrl-C that ends the child on the terminal ends the container, with 0, or 122 if
somebody had to be killed; a second Ctrl-C is baton's own and forces. Without a terminal INT is an
end like any other, and a child that lives through it goes on."""
from lib import actor, child, same


def tree(shell, other="say:up pause"):
    return ("--strategy=one-for-one", "--backoff=0",
            child("shell", "--stdin=inherit", actor(shell)), child("other", actor(other)))


def case(t):
    for pid1 in (True, False):
        tty = t.terminal()
        b = t.baton(tree("say:up pause"), world=["tty"], pid1=pid1, tty=tty)
        b.events(2, "up")
        tty.type("\x03")
        b.ends(0)
        same((b.logged("shutdown", cause="signal"), b.logged("spawned")), (1, 2), "what was done")
        tty = t.terminal()
        b = t.baton("--grace=1h", tree("say:up pause", "ignore:TERM say:up pause"), world=["tty"],
                    pid1=pid1, tty=tty)
        b.events(2, "up")
        tty.type("\x03")
        b.log("shutdown", cause="signal")
        t.watch_for(1.1)  # that much later it is meant to force
        tty.type("\x03")
        b.ends(122)
    tty = t.terminal()
    b = t.baton(tree("report:INT say:up until:USR1 exit:3"), world=["tty"], tty=tty)
    up = b.event("up", name="shell")
    tty.type("\x03")
    b.got("INT")
    b.kill_child(up, "USR1")
    b.event("up", name="shell", gen=2)
    b.kill("TERM")
    b.ends(0)
    b = t.baton(tree("say:up pause"))
    b.kill_child(b.event("up", name="shell"), "INT")
    b.event("up", name="shell", gen=2)
    b.kill("TERM")
    b.ends(0)
