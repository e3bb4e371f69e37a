"""When the terminal hangs up, HUP reaches the child under each name."""
from lib import actor, same

NAMES = (("tini", ["-s"]), ("tini", ["-s", "-g"]), ("dumb-init", []), ("dumb-init", ["-c"]),
         ("catatonit", []), ("baton", []))


def case(t):
    for name, options in NAMES:
        for pid1 in (True, False):
            tty = t.terminal()
            b = t.named(name, options, "--", actor("report:HUP say:up until:USR1 exit:3"),
                        world=["tty"], pid1=pid1, reports=True, tty=tty)
            up = b.event("up")
            tty.hang_up()
            same(b.got("HUP").pid, up.pid, f"{name} {options}: who got HUP")
            b.kill_child(up, "USR1")
            b.ends(3)
