"""any: the first end for good ends the container; failed: the first failure; all: the last."""
from lib import actor, child, same


def case(t):
    def two(*options):
        return t.baton(*options, "--restart=never",
                       child("a", actor("say:up until:USR1 exit:0")),
                       child("b", actor("say:up until:USR1 exit:4")))

    for option, first, code in (("any", "a", 0), ("any", "b", 4), ("failed", "b", 4)):
        b = two(f"--auto-shutdown={option}")
        up = {name: b.event("up", name=name) for name in "ab"}
        b.kill_child(up[first], "USR1")
        b.ends(code)
    b = two("--auto-shutdown=failed")
    up = {name: b.event("up", name=name) for name in "ab"}
    b.kill_child(up["a"], "USR1")
    b.log("ended", child="a")
    b.kill_child(up["b"], "USR1")
    b.ends(4)
    b = two("--auto-shutdown=all")
    up = {name: b.event("up", name=name) for name in "ab"}
    b.kill_child(up["b"], "USR1")
    b.log("ended", child="b")
    same(b.result, None, "the container goes on")
    b.kill_child(up["a"], "USR1")
    b.ends(4)  # for `all`: the first failure
