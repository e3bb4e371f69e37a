"""A child that ends with 0 at once, three times, gets a line of its own."""
from lib import actor


def case(t):
    b = t.baton("--restart=always", "--backoff=0", actor("gen:1-3 [ exit:0 ] say:up pause"))
    b.event("up", gen=4)
    b.log("daemonizes")
    b.kill("TERM")
    b.ends(0)
