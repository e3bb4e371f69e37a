"""A group restart leaves alone what had ended for good, and restarts a `never` that was alive."""
from lib import actor, child, same


def case(t):
    b = t.baton("--strategy=one-for-all", "--backoff=0", "--auto-shutdown=all",
                child("done", "--restart=never", actor("say:up exit:0")),
                child("once", "--oneshot", actor("say:up exit:0")),
                child("never", "--restart=never", actor("say:up pause")),
                child("fails", actor("say:up gen:1 [ until:USR1 exit:1 ] pause")))
    b.event("up", name="never", gen=1)
    b.log("ended", child="done")
    b.kill_child(b.event("up", name="fails"), "USR1")
    b.event("up", name="never", gen=2)
    b.event("up", name="fails", gen=2)
    b.kill("TERM")
    b.ends(0)
    same([b.count("up", name=name) for name in ("done", "once")], [1, 1], "instances")
