"""--stop-timeout=0 asks for a KILL right behind the stop signal: no 122 comes of it."""
from lib import actor, child


def case(t):
    deaf = actor("ignore:TERM say:up pause")
    b = t.baton("--restart=always", "--stop-timeout=0", child("a", deaf), child("b", deaf))
    b.events(2, "up")
    b.kill("TERM")
    b.ends(0)
    b = t.baton("--restart=always", "--stop-timeout=0", child("a", deaf),
                child("b", "--stop-timeout=1ms", deaf))
    b.events(2, "up")
    b.kill("TERM")
    b.ends(122)
