"""Without /proc the group is swept all the same, and restarts leave nothing behind."""
from lib import actor, child, same


def case(t):
    root = t.root(proc=False)
    b = t.baton(child("a", "--restart=always", "--backoff=0", "--max-restarts=unlimited",
                      actor("say:up", "fork", "[", "pause", "]", "gen:1-20", "[", "exit:1", "]", "say:last", "pause")),
                mounts=False, world=["mounts", f"root:{root}"])
    b.event("last", gen=21)
    same(len(b.namespace_processes()), 2, "processes: the child and its fork")
    b.kill("TERM")
    b.ends(0)
