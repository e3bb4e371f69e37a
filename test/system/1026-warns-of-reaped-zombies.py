"""-w: a line for each process that is reaped and is no child."""
from lib import actor


def case(t):
    b = t.baton("-w", actor("daemon [ say:stray exit:0 ] until:USR1 exit:0"))
    stray = b.event("stray")
    b.says("eaped", f"pid={stray.pid}")
    b.kill("USR1")
    b.ends(0)
