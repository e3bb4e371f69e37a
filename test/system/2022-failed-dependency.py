"""What waits for a node that ended for good unready never starts: reason dependency, 121."""
from lib import actor, child, same


def case(t):
    b = t.baton("--auto-shutdown=failed",
                child("first", "--optional", "--restart=never", actor("say:up exit:1")),
                child("second", actor("say:up exit:0")))
    b.ends(0)  # an optional one satisfies
    b = t.baton("--auto-shutdown=all",
                child("first", "--ready=fd:3", "--restart=never", actor("say:up exit:1")),
                child("second", actor("say:up exit:0")))
    b.ends(1)
    same(b.count("up", name="second"), 0, "starts of the second")
    b = t.baton("--auto-shutdown=failed",
                child("first", "--ready=fd:3", "--restart=never", "--success=1", actor("exit:1")),
                child("second", "--after=first", actor("say:up exit:0")))
    b.ends(121)
    same(b.count("up", name="second"), 0, "starts of the second")
