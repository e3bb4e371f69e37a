"""--signal=WINCH:shutdown: an image whose STOPSIGNAL is another is stopped in order."""
from lib import actor, same


def case(t):
    b = t.baton("--restart=always", "--signal=WINCH:shutdown",
                actor("report:WINCH say:up until:TERM say:asked exit:3"))
    b.event("up")
    b.kill("WINCH")
    b.ends(0)
    same((b.count("asked"), b.reports("WINCH")), (1, 0), "what the child got")
