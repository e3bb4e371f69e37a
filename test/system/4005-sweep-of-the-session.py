"""The sweep finds the session's other groups too, also those whose parent is gone."""
from lib import actor, child, same


def case(t):
    b = t.baton(child("a", "--restart=always", "--backoff=0", "--stop-timeout=20s",
                      actor("gen:1 [ fork [ setpgid say:left until:TERM say:asked exit:0 ] fork",
                            "[ setpgid fork [ setpgid say:left until:TERM say:asked exit:0 ]",
                            "exit:0 ] say:up until:USR1 exit:1 ] say:again pause")))
    left = b.events(2, "left")
    b.kill_child(b.event("up"), "USR1")
    b.events(2, "asked")
    again = b.event("again", gen=2)
    told = [line.words[0] for line in b.out.lines]
    same(told[-1], "again", "the next instance comes last")
    same(len(left), 2, "what was left")
    same(b.namespace_processes(), [b.outer(again.pid)], "what runs")
    b.kill("TERM")
    b.ends(0)
