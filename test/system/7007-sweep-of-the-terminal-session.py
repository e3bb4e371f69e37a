"""Where baton leads the terminal's session, the sweep covers every other process of it."""
from lib import actor, child, same


def case(t):
    tty = t.terminal()
    b = t.baton("--restart=always", "--backoff=0", "--stop-timeout=20s",
                child("front", "--stdin=inherit",
                      actor("gen:1 [ fork [ setpgid say:left until:TERM say:asked exit:0 ]",
                            "say:up until:USR1 exit:1 ] say:again pause")), world=["tty"], tty=tty)
    b.event("left")
    b.kill_child(b.event("up"), "USR1")
    again = b.event("again")
    told = [line.words[0] for line in b.out.lines if line.words]
    same(told.index("asked") < told.index("again"), True, "the order")
    same(b.namespace_processes(), [b.outer(again.pid)], "what runs")
    b.kill("TERM")
    b.ends(0)
