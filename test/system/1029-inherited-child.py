"""A child that baton's image inherits at exec is reaped and never taken for one of its own."""
from lib import actor


def case(t):
    gate = t.gate()
    b = t.baton(actor(f"say:up gate:{gate.path} until:USR1 exit:4"),
                world=["fork", "[", "say:inherited", "until:USR2", "exit:77", "]"])
    inherited = b.event("inherited")
    number = b.outer(inherited.pid)
    b.event("up")
    b.kill_child(inherited, "USR2")
    b.gone(number)
    gate.open()
    b.kill("USR1")
    b.ends(4)
