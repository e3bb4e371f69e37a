"""200 leftovers in groups of their own that ignore TERM: all are killed, then the next one starts."""
from lib import actor, child, same


def case(t):
    b = t.baton(child("a", "--restart=always", "--backoff=0", "--stop-timeout=2s",
                      actor("gen:1 [ times:200 [ fork [ setpgid report:TERM say:left pause ] ]",
                            "say:up until:USR1 exit:1 ] say:again pause")))
    b.events(200, "left")
    b.kill_child(b.event("up"), "USR1")
    again = b.event("again", gen=2)
    same(b.namespace_processes(), [b.outer(again.pid)], "what runs")
    same(b.reports("TERM"), 200, "TERMs, one each")
    b.kill("TERM")
    b.ends(0)
