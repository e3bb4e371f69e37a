"""A child that a signal ends: 128 plus its number, real-time signals included."""
from lib import actor, number

FATAL = ["HUP", "INT", "QUIT", "ILL", "ABRT", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE",
         "ALRM", "TERM", "BUS", "SYS", "TRAP", "XCPU", "VTALRM", "PROF", "IO", "PWR"]


def case(t):
    for name in FATAL + [34, 40, 64]:
        t.baton(actor(f"die:{name}")).ends(128 + number(name))
