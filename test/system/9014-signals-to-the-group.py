"""tini -g, or its variable, and catatonit -g: signals go to the child's group; without, to the child."""
from lib import actor, check, same

PLAY = "report:USR1 fork [ say:below pause ] say:up until:TERM exit:0"


def case(t):
    for name, words, env in (("tini", ["-g"], {}), ("tini", [], {"TINI_KILL_PROCESS_GROUP": ""}),
                             ("catatonit", ["-g"], {})):
        b = t.named(name, words, "--", actor(PLAY), env=env)
        b.event("up")
        b.event("below")
        b.kill("USR1")
        first, second = b.got("USR1"), b.got("USR1")
        check(first.pid != second.pid, "both processes got it")
        b.kill("TERM")
        b.ends(0)
    for name in ("tini", "catatonit"):
        b = t.named(name, "--", actor(PLAY))
        up = b.event("up")
        b.event("below")
        b.kill("USR1")
        same(b.got("USR1").pid, up.pid, "who got it")
        b.kill("TERM")
        b.ends(0)
        same(b.reports("USR1"), 1, "reports")
