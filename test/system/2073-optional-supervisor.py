"""A supervisor that is --optional, or whose children all are, never ends the container by its end."""
from lib import actor, child, same, supervisor


def case(t):
    done = actor("say:up exit:0")
    fails = actor("say:up exit:3")
    for below in ((supervisor("jobs/"), child("jobs/a", "--optional", done),
                   child("jobs/b", "--optional", fails)),
                  (supervisor("jobs/", "--optional"), child("jobs/a", fails))):
        b = t.baton(child("main", actor("say:up until:USR1 exit:7")), *below)
        up = b.event("up", name="main")
        b.log("ended", child="jobs/a", next="none")
        b.log("end", supervisor="jobs")
        same(b.logged("shutdown"), False, "the container ends")
        b.kill_child(up, "USR1")
        b.ends(7)
