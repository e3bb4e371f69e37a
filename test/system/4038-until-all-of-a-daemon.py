"""With --until=all a daemon that puts itself into the background is followed through its forks, and
one that is replaced by its successor goes on; what is left when it stops is asked, too."""
from lib import actor, child, same


def case(t):
    b = t.baton(child("a", "--until=all", "--restart=always", "--backoff=0",
                      actor("gen:1 [ daemon [ fork [ say:worker pause ] say:master",
                            "until:USR1 daemon [ say:successor pause ] exit:0 ] exit:0 ] say:again",
                            "pause")))
    master = b.event("master")
    worker = b.event("worker")
    b.log("main", pid=master.pid)
    b.kill_child(master, "USR1")
    # The eldest follows: the worker, and when it ends the successor.
    successor = b.event("successor")
    b.kill_child(b.log("main", pid=worker.pid), "KILL")
    b.log("main", pid=successor.pid)
    same(b.logged("ended"), 0, "ends")
    b.kill_child(successor, "KILL")
    b.event("again", gen=2)
    b.kill("TERM")
    b.ends(0)
