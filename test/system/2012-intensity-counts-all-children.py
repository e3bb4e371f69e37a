"""--intensity counts the restarts of all children together."""
from lib import actor, child, same


def case(t):
    b = t.baton("--strategy=one-for-one", "--intensity=3/1m", "--backoff=0",
                "--max-restarts=unlimited",
                child("a", actor("say:up gen:1-2 [ exit:5 ] say:stays until:USR1 exit:5")),
                child("b", actor("say:up gen:1 [ exit:6 ] say:stays until:USR1 exit:6")))
    stays = {name: b.event("stays", name=name) for name in "ab"}
    b.kill_child(stays["b"], "USR1")
    b.ends(6)
    same(b.count("up"), 5, "instances of both")
