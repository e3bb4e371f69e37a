"""A child that leaves a grandchild at each of 100 restarts: the number of processes is constant."""
from lib import actor, child


def case(t):
    b = t.baton(child("leaves", "--restart=always", "--backoff=0", "--max-restarts=unlimited",
                      "--stop-timeout=80ms",  # of which the sweep waits 20
                      actor("say:up fork [ say:kept pause ] fork [ setpgid say:kept pause ]",
                            "gen:1-100 [ exit:1 ] say:stays pause")))
    last = [b.event("stays", gen=101), *b.events(2, "kept", gen=101)]
    # Of the instances before, nothing is left.
    t.only_left(b, {b.outer(line.pid) for line in last})
    b.kill("TERM")
    b.ends(0)
