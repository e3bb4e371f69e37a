"""What was alive when the stop of its group began comes back with it, though it ended by itself first."""
from lib import actor, child, same


def case(t):
    slow = actor("say:up gen:1 [ until:TERM say:stopping until:USR2 exit:0 ] pause")
    b = t.baton("--strategy=one-for-all", "--backoff=0", "--grace=20s",
                child("fails", actor("say:up gen:1 [ until:USR1 exit:1 ] pause")),
                child("never", "--restart=never", actor("say:up gen:1 [ until:USR1 exit:0 ] pause")),
                child("on-failure", "--restart=on-failure",
                      actor("say:up gen:1 [ until:USR1 exit:0 ] pause")),
                child("slow", slow))
    ups = {name: b.event("up", name=name, gen=1)
           for name in ("fails", "never", "on-failure", "slow")}
    b.kill_child(ups["fails"], "USR1")
    b.event("stopping", name="slow")
    for name in ("never", "on-failure"):
        b.kill_child(ups[name], "USR1")
        b.log("ended", child=name, reason="exit", code="0")
    b.kill_child(ups["slow"], "USR2")
    for name in ups:
        b.event("up", name=name, gen=2)
    same([b.count("up", name=name) for name in ("never", "on-failure")], [2, 2], "instances")
    b.kill("TERM")
    b.ends(0)
