"""-s, or TINI_SUBREAPER even empty: orphans come to tini. Without, it says so and goes on, and they
do not; unless it was a subreaper when it was started."""
import os

from lib import Proc, actor, check, same

WARNING = "zombie reaping won't work"


def parent_of_orphan(t, words, **world):
    gate = t.gate(f"gate{len(t.programs)}")
    b = t.named("tini", words, "--",
                actor(f"daemon [ say:orphan gate:{gate.path} exit:0 ] say:up until:USR1 exit:0"),
                **world)
    orphan, up = b.event("orphan"), b.event("up")
    baton = b.of(up).ppid
    parent = b.of(orphan).ppid
    gate.open()
    b.kill("USR1")
    b.ends(0)
    return parent == baton, b.err.text()


def case(t):
    for words, world in ((["-s"], {}), ([], {"env": {"TINI_SUBREAPER": ""}}),
                         ([], {"world": ["subreaper"]})):
        mine, err = parent_of_orphan(t, words, pid1=False, **world)
        same((mine, err), (True, ""), f"{words} {world}")
    mine, err = parent_of_orphan(t, [], pid1=False)
    check(not mine and err.count(WARNING) == 1, f"the orphan is {mine}, {err!r}")
    same(parent_of_orphan(t, [])[1], "", "as PID 1")
    same(parent_of_orphan(t, [], pid1=False, env={"TINI_VERBOSITY": "0"})[1], "", "verbosity 0")
    check(os.getpid() == 1 and Proc(1).ppid == 0, "the case is PID 1")
