"""--sweep=session ends what stayed in the session in which the child began, and of the rest, which
outlives it, the drain does: also of a oneshot, whose default it is."""
from lib import actor, check, child

LEAVES = "fork [ say:stays pause ] daemon [ say:goes pause ]"


def case(t):
    for options, policy in ((["--sweep=session"], "--restart=always"), (["--oneshot"], "")):
        ends = "exit:1" if policy else "gen:1 [ exit:1 ] exit:0"
        b = t.baton("--strategy=one-for-one",
                    child("a", *options, *policy.split(), "--backoff=0", "--stop-timeout=20s",
                          actor(f"gen:1 [ {LEAVES} until:USR1 {ends} ] say:again",
                                "pause" if policy else "exit:0")),
                    child("b", actor("pause")))
        stays, goes = b.outer(b.event("stays").pid), b.event("goes")
        b.kill_child(b.log("spawned", child="a", gen=1), "USR1")
        b.event("again", gen=2)
        b.gone(stays)
        check(b.of(goes).state in "RS", "what left the session")
        b.kill("TERM")
        b.ends(0)
