"""A child that leaves a grandchild at each of 100 restarts: the number of processes is constant."""
from lib import actor, child, same


def case(t):
    b = t.baton(child("leaves", "--restart=always", "--backoff=0", "--max-restarts=unlimited",
                      "--stop-timeout=1s",
                      actor("say:up", "fork", "[", "pause", "]", "fork", "[", "setpgid", "pause", "]",
                            "gen:1-100", "[", "exit:1", "]", "say:stays", "pause")))
    b.event("stays", gen=101)
    # Of the instances before, nothing is left: the child and its two grandchildren.
    same(len(b.namespace_processes()), 3, "processes below baton")
    b.kill("TERM")
    b.ends(0)
