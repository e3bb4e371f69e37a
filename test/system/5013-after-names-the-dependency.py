"""--after=NAME waits for that sibling only; --after=none for nobody; several for all of them."""
from lib import actor, child, same


def case(t):
    b = t.baton("--strategy=one-for-one",
                child("a", "--ready=fd:3", actor("say:up until:USR1 ready:3 pause")),
                child("b", "--after=none", "--ready=fd:3",
                      actor("say:up until:USR1 ready:3 pause")),
                child("free", "--after=none", actor("say:up pause")),
                child("b2", "--after=b", actor("say:up pause")),
                child("both", "--after=a", "--after=b", actor("say:up pause")))
    up = {name: b.event("up", name=name) for name in ("a", "b", "free")}
    same(b.count("up"), 3, "starts before anybody is ready")
    b.kill_child(up["b"], "USR1")
    b.event("up", name="b2")
    same(b.count("up", name="both"), 0, "starts of who waits for both")
    b.kill_child(up["a"], "USR1")
    b.event("up", name="both")
    b.kill("TERM")
    b.ends(0)
