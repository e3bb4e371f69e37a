"""--fatal: an end after which a child is not restarted under any policy; the container ends with its
code, or goes on if it is optional, and any other end is restarted as usual."""
from lib import actor, child, same


def case(t):
    for policy in ("always", "on-failure"):
        for end, code in (("exit:78", 78), ("die:ABRT", 134)):
            b = t.baton(f"--restart={policy}", "--backoff=0", "--fatal=78,ABRT",
                        child("a", actor("say:up gen:1 [ exit:77 ]", end)),
                        child("b", actor("say:up pause")))
            b.ends(code)
            same(b.count("up", name="a"), 2, f"instances under {policy} that end by {end}")
    # Neither breaker nor strategy hears of it.
    b = t.baton("--strategy=one-for-all", "--backoff=0", "--max-restarts=1/1h",
                child("a", "--optional", "--fatal=3", actor("say:up exit:3")),
                child("b", actor("say:up until:USR1 exit:0")))
    b.log("ended", child="a")
    b.kill_child(b.event("up", name="b", gen=1), "USR1")
    b.event("up", name="b", gen=2)
    b.kill("TERM")
    b.ends(0)
    same((b.count("up", name="a"), b.count("up", name="b")), (1, 2), "instances")
