"""Who has set that limit itself belongs to an instance by its group, or by the one it descends from."""
from lib import NO_MARK, actor, child, same


def case(t):
    b = t.baton(child("a", "--restart=always", "--backoff=0", "--stop-timeout=20s",
                      actor(f"gen:1 [ fork [ {NO_MARK} report:TERM say:group until:USR1 exit:0 ]",
                            f"daemon [ fork [ {NO_MARK} setsid report:TERM say:below until:USR1",
                            "exit:0 ] ignore:TERM say:above until:USR2 exit:0 ] until:USR1 exit:1 ]",
                            "say:again pause")))
    group, below, above = b.event("group"), b.event("below"), b.event("above")
    b.kill_child(b.log("spawned", gen=1), "USR1")
    b.got("TERM", pid=group.pid)
    b.got("TERM", pid=below.pid)
    same(b.count("again"), 0, "starts")
    b.kill_child(below, "USR1")
    b.kill_child(group, "USR1")
    b.kill_child(above, "USR2")
    b.event("again", gen=2)
    same(b.reports("TERM"), 2, "TERMs")
    b.kill("TERM")
    b.ends(0)
