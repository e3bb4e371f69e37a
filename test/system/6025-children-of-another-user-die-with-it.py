"""PDEATHSIG is set after the ids have changed, which would clear it."""
from lib import actor


def case(t):
    b = t.baton("--restart=always", f"--user={t.uid}:{t.uid}", actor("say:up pause"), pid1=False)
    up = b.event("up")
    b.kill("KILL")
    b.ends(-9)
    b.gone(up.pid)
