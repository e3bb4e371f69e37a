"""A main process that ignores TERM is killed at its deadline, and baton ends with 122."""
from lib import actor, child, same


def case(t):
    for options in (["--grace=300ms"], ["--stop-timeout=100ms"]):
        b = t.baton("--restart=always", options, child("deaf", actor("ignore:TERM say:up pause")),
                    child("good", actor("say:up until:TERM say:asked exit:0")))
        b.events(2, "up")
        b.kill("TERM")
        b.ends(122)
        same(b.count("asked"), 1, "stop signals at the good one")
        same(b.logged("killing", child="deaf"), 1, "lines about the KILL")
