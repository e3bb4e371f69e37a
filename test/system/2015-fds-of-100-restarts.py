"""100 restarts leave baton's open files as they were."""
from lib import actor, child, same


def case(t):
    b = t.baton(child("a", "--restart=always", "--backoff=0", "--max-restarts=unlimited",
                      "--ready=fd:3", actor("ready:3 say:up until:USR1 exit:1")))
    first = b.event("up", gen=1)
    t.settled(b)
    fds = len(b.proc.fds())
    for generation in range(2, 102):
        b.kill_child(first, "USR1")
        first = b.event("up", gen=generation)
    t.settled(b)
    same(len(b.proc.fds()), fds, "open files after 100 restarts")
    b.kill("TERM")
    b.ends(0)
