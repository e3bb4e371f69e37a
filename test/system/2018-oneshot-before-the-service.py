"""A oneshot runs to its end before the next starts, and is tried again when it failed."""
from lib import actor, child, same


def case(t):
    gate = t.gate()
    b = t.baton("--backoff=0",
                child("migrate", "--oneshot",
                      actor(f"say:up gen:1 [ exit:1 ] gate:{gate.path} say:done exit:0")),
                child("web", "--restart=always", actor("say:up until:USR1 exit:0")))
    b.event("up", name="migrate", gen=2)
    same(b.count("up", name="web"), 0, "starts of web before the migration is done")
    gate.open()
    b.event("up", name="web")
    told = [line.words[0] + " " + line["name"] for line in b.out.lines]
    same(told, ["up migrate", "up migrate", "done migrate", "up web"], "the order")
    b.kill("TERM")
    b.ends(0)
