"""As a subreaper baton adopts the orphans below it, reaps them, and leaves others alone."""
from lib import actor, child, same


def case(t):
    outsider = t.actor("report:TERM say:up pause")
    outsider.event("up")
    b = t.baton(child("a", "--restart=always",
                      actor("say:up until:USR1 orphans:300 say:done pause")), pid1=False)
    up = b.event("up")
    b.kill_child(up, "USR1")
    b.event("done")
    t.only_left(b, {up.pid})
    same(b.logged("ended"), 0, "ends in the log")
    b.kill("TERM")
    b.ends(0)
    same((outsider.result, outsider.reports("TERM")), (None, 0),
         "a process that is not below baton")
