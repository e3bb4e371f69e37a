"""The end of the file without a newline is not readiness: the start times out."""
from lib import actor, child, same


def case(t):
    b = t.baton(child("db", "--ready=fd:3", "--start-timeout=300ms", "--restart=never",
                      actor("say:up half-ready:3 pause")),
                child("api", actor("say:up pause")))
    b.ends(121)
    same(b.count("up", name="api"), 0, "starts of api")
