"""--drain=off: orphans are left to the kernel, which ends them with PID 1."""
from lib import NO_MARK, actor, same


def case(t):
    b = t.baton("--restart=always", "--drain=off",
                actor("daemon [ report:TERM say:orphan pause ] say:up pause"),
                world=[NO_MARK])
    number = b.outer(b.event("orphan").pid)
    b.event("up")
    b.kill("TERM")
    b.ends(0)
    b.gone(number)
    same(b.reports("TERM"), 0, "TERMs")
