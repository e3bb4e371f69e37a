"""Without /proc the group is swept all the same, and restarts leave nothing behind."""
from lib import actor, child


def case(t):
    root = t.root(proc=False)
    b = t.baton(child("a", "--restart=always", "--backoff=0", "--max-restarts=unlimited",
                      actor("fork [ say:kept pause ] gen:1-20 [ exit:1 ] say:last pause")),
                mounts=False, world=["mounts", f"root:{root}"])
    last = [b.event("last", gen=21), b.event("kept", gen=21)]
    t.only_left(b, {b.outer(line.pid) for line in last})
    b.kill("TERM")
    b.ends(0)
