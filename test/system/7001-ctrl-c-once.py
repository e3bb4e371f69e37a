"""A terminal like docker's -t: Ctrl-C reaches the child exactly once; another child not at all."""
from lib import actor, child, same


def case(t):
    for pid1 in (True, False):
        tty = t.terminal()
        b = t.baton(actor("report:INT say:up until:USR1 exit:3"), world=["tty"], pid1=pid1, tty=tty)
        up = b.event("up")
        same(b.of(up).stat()[5], str(b.of(up).group), "the foreground group is the child's")
        tty.type("\x03")
        b.event("got")
        b.kill_child(up, "USR1")
        b.ends(3)
        same(b.count("got"), 1, "INTs")
    tty = t.terminal()
    b = t.baton("--restart=always",
                child("shell", "--stdin=inherit", actor("report:INT say:up pause")),
                child("other", actor("report:INT say:up pause")), world=["tty"], tty=tty)
    b.event("up", name="shell")
    b.event("up", name="other")
    tty.type("\x03")
    same(b.event("got")["name"], "shell", "who got INT")
    b.kill("TERM")
    b.ends(0)
    same(b.count("got"), 1, "INTs")
