"""catatonit gives its child the terminal of /dev/tty where fd 0 is none, and keeps it to itself."""
from lib import actor, same


def case(t):
    tty = t.terminal()
    b = t.named("catatonit", "--", actor("report:INT say:up until:USR1 exit:3"),
                world=["tty", "close:0"], tty=tty)
    up = b.event("up")
    child = b.of(up)
    same(child.stat()[5], str(child.group), "the foreground group")
    same([fd for fd in child.fds() if fd > 2], [], "the child's fds")
    tty.type("\x03")
    b.got("INT")
    b.kill_child(up, "USR1")
    b.ends(3)
    same(b.reports("INT"), 1, "INTs")
