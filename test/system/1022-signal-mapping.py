"""--signal=IN:OUT changes what the child gets, or drops it; numbers and names."""
from lib import actor, same


def case(t):
    b = t.baton("--signal=TERM:QUIT", "--signal=10:12", "--signal=HUP:drop",
                "--signal=SIGWINCH:RTMIN+3", actor("report:all say:up pause"))
    b.event("up")
    b.kill("TERM")
    b.got("QUIT")
    b.kill("HUP")
    b.kill("USR1")
    b.got("USR2")
    b.kill("WINCH")
    b.got("37")
    same([b.reports(name) for name in ("TERM", "HUP", "USR1", "WINCH")], [0, 0, 0, 0],
         "signals that were mapped away")
    b.kill("KILL")
