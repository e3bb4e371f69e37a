"""A /proc that shows another PID namespace (the host's, bind-mounted) is as good as none."""
from lib import actor, child, load, same

works = load("6002-no-proc").works


def case(t):
    # `mounts` but no `proc`: it stays the case's own.
    works(t, ["mounts"])
    bystander = t.actor("report:all say:up pause")
    bystander.event("up")
    b = t.baton(child("a", "--restart=always", "--backoff=0", "--max-restarts=unlimited",
                      actor("fork [ say:kept pause ] gen:1-20 [ exit:1 ] say:last pause")),
                mounts=False, world="mounts")
    last = [b.event("last", gen=21), b.event("kept", gen=21)]
    t.only_left(b, {b.outer(line.pid) for line in last})
    b.kill("TERM")
    b.ends(0)
    same((bystander.result, bystander.count("got")), (None, 0), "a process of the other namespace")
