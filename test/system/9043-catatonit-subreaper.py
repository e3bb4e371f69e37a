"""catatonit is a subreaper wherever it is not PID 1, and says in debug mode what it does."""
from lib import actor, same


def case(t):
    b = t.named("catatonit", "--", actor("daemon [ say:orphan until:USR2 ] say:up until:USR1 exit:0"),
                pid1=False, env={"CATATONIT_DEBUG": ""})
    orphan, up = b.event("orphan"), b.event("up")
    same(b.of(orphan).ppid, b.of(up).ppid, "the orphan's parent")
    b.kill_child(orphan, "USR2")
    b.gone(orphan.pid)
    b.kill("USR1")
    b.ends(0)
    b.says(f"process {orphan.pid} exited")
