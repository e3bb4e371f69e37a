"""A new window size reaches the foreground child exactly once."""
from lib import actor, same


def case(t):
    tty = t.terminal()
    b = t.baton(actor("report:WINCH say:up until:USR1 exit:0"), world=["tty"], tty=tty)
    up = b.event("up")
    tty.resize(30, 90)
    b.event("got")
    b.kill_child(up, "USR1")
    b.ends(0)
    same(b.count("got"), 1, "WINCHes")
