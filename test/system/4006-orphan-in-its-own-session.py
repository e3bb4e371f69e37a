"""Where no mark can be had, what left the session is an orphan: no sweep waits for it, the drain asks
it at the end."""
from lib import NO_MARK, actor, child, same


def case(t):
    b = t.baton(child("a", "--restart=always", "--backoff=0",
                      actor("gen:1 [ daemon [ report:TERM say:orphan until:USR1 say:leaves",
                            "exit:5 ] exit:1 ] say:again until:TERM say:stopping exit:0")),
                world=[NO_MARK])
    orphan = b.event("orphan")
    b.event("again", gen=2)
    same(b.reports("TERM"), 0, "TERMs before the end")
    b.kill("TERM")
    b.got("TERM")
    told = [line.words[0] for line in b.out.lines]
    same(told.index("stopping") < told.index("got"), True, "the drain comes after the children")
    b.kill_child(orphan, "USR1")
    b.event("leaves")
    b.ends(0)
