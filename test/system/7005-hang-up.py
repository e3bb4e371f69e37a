"""When the terminal goes away, HUP goes to the classic child; a supervisor drops it and goes on."""
from lib import actor, child


def case(t):
    tty = t.terminal()
    b = t.baton(actor("report:HUP say:up until:USR1 exit:3"), world=["tty"], reports=True, tty=tty)
    up = b.event("up")
    tty.hang_up()
    b.event("got")
    b.kill_child(up, "USR1")
    b.ends(3)
    tty = t.terminal()
    b = t.baton("--restart=always", child("a", actor("say:up pause")),
                child("b", actor("say:up pause")), world=["tty"], reports=True, tty=tty)
    b.event("up")
    b.event("up")
    tty.hang_up()
    b.kill("TERM")
    b.ends(0)
