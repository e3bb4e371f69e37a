"""--forward=QUIT: that child gets QUIT and nothing ends; RTMIN+3 ends the container, as TERM does."""
from lib import actor, child, check


def case(t):
    b = t.baton(child("jvm", "--forward=QUIT",
                      actor("say:up until:QUIT say:dump until:QUIT say:dump pause")),
                child("other", actor("say:up pause")))
    b.events(2, "up")
    b.kill("QUIT")
    first = b.event("dump", name="jvm")
    b.kill("QUIT")
    b.event("dump", name="jvm", after=first)
    check(not b.logged("shutdown"), "QUIT began no shutdown")
    b.kill("RTMIN+3")
    b.ends(0)
    b = t.baton(child("one", actor("say:up pause")), child("other", actor("say:up pause")))
    b.events(2, "up")
    b.kill("QUIT")
    b.ends(0)
