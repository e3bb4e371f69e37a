"""-p SIG: tini itself gets SIG when its parent ends, and forwards it."""
import lib
from lib import actor, same


def case(t):
    outer = t.start(actor("fork [ argv0:tini --", lib.BATON, "-s -p SIGUSR1 --",
                          *actor("report:USR1 say:up pause"), "] until:USR2 exit:0"))
    up = outer.event("up")
    outer.kill("USR2")
    outer.ends(0)
    same(outer.got("USR1").pid, up.pid, "who got it")
