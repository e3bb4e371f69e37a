"""Signals that come from inside the container count like those from outside; KILL does nothing."""
from lib import actor


def case(t):
    for name in ("USR1", "TERM", "SEGV", "ABRT", "FPE"):
        b = t.baton(actor(f"report:all kill:KILL=1 kill:{name}=1 pause"))
        b.got(name)
        b.kill("KILL")
        b.ends(-9)
