"""Whatever descends from an instance belongs to it: a daemon in a session of its own gets the stop
signal, and no instance starts beside it."""
from lib import actor, child, same


def case(t):
    for world in ([], ["no-caps"], ["subreaper"]):
        b = t.baton(child("a", "--restart=always", "--backoff=0", "--stop-timeout=20s",
                          actor("gen:1 [ daemon [ report:TERM say:left until:USR1 say:over exit:0 ]",
                                "until:USR1 exit:1 ] say:again pause")),
                    pid1=world != ["subreaper"], world=world)
        left = b.event("left")
        first = b.log("spawned", gen=1)
        same(b.of(left).session != b.of(first).session, True, "a session of another's")
        b.kill_child(first, "USR1")
        b.got("TERM")
        same(b.count("again"), 0, "starts while something is left")
        b.kill_child(left, "USR1")
        b.event("over")
        again = b.event("again", gen=2)
        t.only_left(b, {b.outer(again.pid)})
        same(b.reports("TERM"), 1, "TERMs")
        b.kill("TERM")
        b.ends(0)
