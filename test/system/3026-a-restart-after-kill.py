"""A child that is killed from outside while it runs is restarted, not taken for stopped."""
from lib import actor, child, same


def case(t):
    b = t.baton(child("a", "--restart=on-failure", "--backoff=0", actor("say:up pause")))
    for generation in (1, 2, 3, 4):
        b.kill_child(b.event("up", gen=generation), "KILL")
    up = b.event("up", gen=5)
    b.kill("TERM")
    b.ends(0)
    same(up["gen"], "5", "the last generation")
