"""An orphan with the mark of another instance is no reason to look at all processes when a child is
restarted."""
from lib import actor, child, same


def case(t):
    b = t.baton("--strategy=one-for-one", "--backoff=0",
                child("a", "--oneshot", "--sweep=session", actor("daemon [ say:orphan pause ] exit:0")),
                child("b", "--restart=always", actor("say:up gen:1 [ until:USR1 exit:1 ] pause")))
    orphan, up = b.event("orphan"), b.event("up", gen=1)
    trace = t.traced(b, "trace")
    b.kill_child(up, "USR1")
    b.event("up", gen=2)
    b.kill_child(orphan, "KILL")
    b.kill("TERM")
    b.ends(0)
    lines = trace()
    restart = lines[:next(i for i, line in enumerate(lines) if line.startswith("clone("))]
    asked = [line for line in restart if f"F_SETOWN, {up.pid})" in line]
    same((len(asked), "ESRCH" in asked[0]), (1, True), "the question who has the number")
    same([line for line in restart if line.startswith("getdents64(")], [], "walks")
