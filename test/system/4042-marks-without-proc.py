"""Without /proc what left the session is found by walking the numbers from the main process's on, and
who follows a main process is, too."""
from lib import actor, child, same


def case(t):
    root = t.root(proc=False)
    b = t.baton(child("a", "--restart=always", "--backoff=0", "--stop-timeout=20s",
                      actor("gen:1 [ daemon [ report:TERM say:left until:USR1 say:over exit:0 ]",
                            "until:USR1 exit:1 ] say:again pause")),
                child("b", "--until=all",
                      actor("daemon [ say:heir pause ] say:main until:USR2 exit:0")),
                mounts=False, world=["mounts", f"root:{root}"])
    left, heir = b.event("left"), b.event("heir")
    b.kill_child(b.event("main"), "USR2")
    same(b.log("main", child="b", gen=1).pid, heir.pid, "the main process")
    b.kill_child(b.log("spawned", child="a", gen=1), "USR1")
    b.got("TERM")
    same(b.count("again"), 0, "starts while something is left")
    b.kill_child(left, "USR1")
    b.event("over")
    again = b.event("again", gen=2)
    t.only_left(b, {b.outer(again.pid), b.outer(heir.pid)})
    b.kill("TERM")
    b.ends(0)
