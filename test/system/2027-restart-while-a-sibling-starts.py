"""A failure while the others start (rest-for-one) leaves one instance of each at the end."""
from lib import actor, child, same


def case(t):
    b = t.baton("--strategy=rest-for-one", "--backoff=0", "--max-restarts=unlimited",
                child("a", "--ready=fd:3", actor("say:up ready:3 gen:1-5 [ exit:1 ] pause")),
                child("b", "--ready=fd:3", actor("say:up ready:3 pause")),
                child("c", actor("say:up say:last pause")))
    last = b.event("up", name="a", gen=6)
    b.event("last", after=last, name="c")
    same(len(b.namespace_processes()), 3, "processes")
    b.kill("TERM")
    b.ends(0)
    same(b.count("up", name="a"), 6, "instances of a")
