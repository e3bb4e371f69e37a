"""Agents repeat TERM: during a shutdown it is ignored, said, and never reaches a child again."""
from lib import actor, same


def case(t):
    gate = t.gate()
    b = t.baton("--restart=always", "--grace=20s",
                actor(f"report:TERM,QUIT say:up gate:{gate.path} exit:0"))
    b.event("up")
    b.kill("TERM")
    b.got("TERM")
    for name in ("TERM", "QUIT", "PWR"):
        b.kill(name)
        b.log("signal-ignored")
    gate.open()
    b.ends(0)
    same((b.reports("TERM"), b.reports("QUIT")), (1, 0), "signals at the child")
