"""--forward: who asked for a signal gets it; one that nobody wants is dropped with a warning."""
from lib import actor, child, same


def case(t):
    b = t.baton("--restart=always",
                child("a", "--forward=HUP,SIGUSR1", actor("report:HUP,USR1,USR2 say:up pause")),
                child("b", "--forward=all", actor("report:HUP,USR1,USR2 say:up pause")))
    b.events(2, "up")
    b.kill("HUP")
    same(sorted([b.got("HUP")["name"], b.got("HUP")["name"]]), ["a", "b"], "who got HUP")
    b.kill("USR2")
    same(b.got("USR2")["name"], "b", "who got USR2")
    b.kill("USR1")
    b.got("USR1")
    b.got("USR1")
    same(b.reports("USR2"), 1, "USR2s")
    b.kill("TERM")
    b.ends(0)
    b = t.baton("--restart=always", actor("report:USR1,USR2,HUP say:up pause"))
    b.event("up")
    b.kill("USR1")
    b.says("--forward")
    b.kill("USR1")
    b.kill("USR1")
    b.kill("HUP")
    b.log_until("signal-dropped", 2)
    b.kill("TERM")
    b.ends(0)
    same(b.logged("signal-dropped"), 2, "warnings, one for each signal")
    same([b.reports(name) for name in ("USR1", "USR2", "HUP")], [0, 0, 0], "signals at the child")
