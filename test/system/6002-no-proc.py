"""Without /proc: classic, supervised, restarts, the drain, in a root from scratch."""
from lib import actor, child


def case(t):
    works(t, ["mounts", f"root:{t.root(proc=False)}"])


def works(t, world, **more):
    """What baton must do in any world: codes, restarts, stops, the drain, orphans."""
    b = t.baton(actor("orphans:20 exit:7"), mounts=False, world=world, **more)
    b.ends(7)
    b = t.baton("--restart=always", "--backoff=0",
                child("a", actor("say:up gen:1-3 [ exit:1 ] pause")),
                child("b", actor("say:up daemon [ say:stray until:TERM say:asked exit:0 ] pause")),
                mounts=False, world=world, **more)
    b.event("up", name="a", gen=4)
    b.event("stray")
    b.kill("TERM")
    b.event("asked")
    b.ends(0)
    t.baton("/nowhere", mounts=False, world=world, **more).ends(127)
