"""A nested supervisor whose child trips its breaker fails; its parent restarts it as a whole."""
from lib import actor, child, same, supervisor


def case(t):
    b = t.baton("--strategy=one-for-one", "--backoff=0",
                child("top", actor("say:up pause")),
                supervisor("app/", "--strategy=one-for-one"),
                child("app/good", "--ready=fd:3",
                      actor("say:up ready:3 until:TERM say:stopping exit:0")),
                child("app/bad", "--max-restarts=1/1m",
                      actor("say:up gen:1-2 [ exit:1 ] pause")))
    b.event("up", name="top")
    for generation in (1, 2, 3):
        b.event("up", name="app/bad", gen=generation)
    b.event("up", name="app/good", gen=2)
    b.kill("TERM")
    b.ends(0)
    same(b.count("up", name="top"), 1, "instances of top")
    same(b.count("stopping", name="app/good"), 2, "stops of the good one")
