"""A start that times out and ignores TERM is killed at its stop timeout; its reason stays."""
from lib import actor, child


def case(t):
    b = t.baton(child("a", "--ready=fd:3", "--start-timeout=100ms", "--stop-timeout=100ms",
                      "--restart=never", actor("ignore:TERM say:up pause")))
    b.event("up")
    b.ends(121)
