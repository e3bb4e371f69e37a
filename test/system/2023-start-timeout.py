"""Not ready in time: stopped, and a failure; under never the container ends with 121."""
from lib import actor, child, same


def case(t):
    b = t.baton(child("a", "--ready=fd:3", "--start-timeout=200ms", "--restart=never",
                      actor("say:up until:TERM say:asked exit:0")))
    b.ends(121)
    same(b.count("asked"), 1, "stop signals")
    b = t.baton("--backoff=0",
                child("a", "--ready=fd:3", "--start-timeout=200ms", "--restart=always",
                      actor("say:up gen:2 [ ready:3 ] pause")))
    b.event("up", gen=1)
    b.event("up", gen=2)
    b.log("ready", child="a")
    b.kill("TERM")
    b.ends(0)
