"""A leftover that forks its successor and ends, again and again: no instance starts beside it."""
from lib import actor, child, same


def case(t):
    b = t.baton(child("a", "--restart=always", "--backoff=0", "--max-restarts=unlimited",
                      "--stop-timeout=20s",
                      actor("say:up gen:1-10 [ ignore:TERM relay:300 [ say:over ] exit:1 ]",
                            "pause")))
    b.event("up", gen=11)
    told = [line.words[0] + line["gen"] for line in b.out.lines]
    same(told, [word for n in range(1, 11) for word in (f"up{n}", f"over{n}")] + ["up11"],
         "each relay is over before the next instance starts")
    b.kill("TERM")
    b.ends(0)
