"""A forwarded signal reaches a child that is starting once it is ready, one of each kind: before, it
would have no handler and would end it."""
from lib import actor, child, same


def case(t):
    begin = t.gate()
    b = t.baton("--strategy=one-for-one",
                child("web", "--forward=HUP,USR1", "--ready=fd:3",
                      actor(f"say:up gate:{begin.path} report:HUP,USR1 ready:3 say:ready pause")),
                child("other", "--after=none", "--forward=USR2", actor("report:USR2 say:up pause")))
    b.event("up", name="web")
    b.event("up", name="other")
    for name in ("HUP", "HUP", "USR1", "USR2"):
        b.kill(name)
    b.got("USR2")  # it has the highest number, so all of them have been taken
    begin.open()
    b.event("ready")
    b.got("HUP")
    b.got("USR1")
    b.kill("HUP")
    b.got("HUP")
    b.kill("TERM")
    b.ends(0)
    same((b.reports("HUP"), b.reports("USR1"), b.count("up", name="web")), (2, 1, 1),
         "signals, and instances")
