"""--sweep=off: what a child leaves is left, also when the child has to be killed; the drain ends it."""
from lib import actor, check, child, same


def case(t):
    b = t.baton("--strategy=one-for-one", "--grace=20s",
                child("a", "--sweep=off", "--backoff=0", "--stop-timeout=200ms",
                      actor("gen:1 [ fork [ say:first pause ] until:USR1 exit:1 ]",
                            "fork [ report:TERM say:second until:USR1 exit:0 ] ignore:TERM say:up",
                            "pause")))
    first = b.event("first")
    b.kill_child(b.log("spawned", gen=1), "USR1")
    b.event("up", gen=2)
    second = b.event("second")
    check(b.of(first).state in "RS", "what the first instance has left")
    b.kill("TERM")
    b.got("TERM")  # the drain's: the child itself was killed
    same(b.logged("leftovers"), 0, "leftovers")
    b.kill_child(second, "USR1")
    b.ends(122)
