"""CONT goes to every child without being asked for."""
from lib import actor, child, same


def case(t):
    b = t.baton("--restart=always",
                child("a", actor("report:CONT say:up pause")),
                child("b", actor("report:CONT say:up pause")))
    b.events(2, "up")
    b.kill("CONT")
    same(sorted([b.got("CONT")["name"], b.got("CONT")["name"]]), ["a", "b"], "who got CONT")
    b.kill("KILL")
