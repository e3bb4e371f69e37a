"""CONT and WINCH go to every child without being asked for."""
from lib import actor, child, same


def case(t):
    b = t.baton("--restart=always",
                child("a", actor("report:CONT,WINCH say:up pause")),
                child("b", actor("report:CONT,WINCH say:up pause")))
    b.events(2, "up")
    for name in ("CONT", "WINCH"):
        b.kill(name)
        same(sorted([b.got(name)["name"], b.got(name)["name"]]), ["a", "b"], f"who got {name}")
    b.kill("KILL")
