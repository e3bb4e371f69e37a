"""500 restarts leave baton's memory as it was."""
from lib import actor, same


def memory(baton):
    return [baton.proc.status(key) for key in ("VmRSS", "VmData", "VmStk", "VmSize")]


def case(t):
    b = t.baton("--restart=always", "--backoff=0", "--max-restarts=unlimited",
                actor("gen:51-550 [ exit:1 ] gen:551 [ say:second pause ]",
                      "gen:1-49 [ exit:1 ] say:first until:USR1 exit:1"))
    first = b.event("first", gen=50)
    t.settled(b)
    before = memory(b)
    b.kill_child(first, "USR1")
    b.event("second")
    t.settled(b)
    same(memory(b), before, "VmRSS, VmData, VmStk, VmSize after 500 more restarts")
    b.kill("TERM")
    b.ends(0)
