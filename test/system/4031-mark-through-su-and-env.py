"""A mark goes through su, setsid and an emptied environment."""
import shutil

import lib
from lib import actor, child, same


def case(t):
    su, setsid, env = (shutil.which(name, path=lib.PATH) for name in ("su", "setsid", "env"))
    quoted = " ".join(f"'{word}'" for word in actor("report:TERM say:left pause"))
    for words in ([env, "-i", setsid, *actor("report:TERM say:left pause")],
                  [setsid, su, "-s", "/bin/sh", "nobody", "-c", f"exec {quoted}"]):
        b = t.baton(child("a", "--restart=always", "--backoff=0", "--stop-timeout=300ms",
                          ["/bin/sh", "-c", '"$@" & exec "$0" gen:1 [ until:USR1 exit:1 ] say:again '
                           "pause", lib.ACTOR, *words]), env={"PATH": lib.PATH})
        left = b.outer(b.event("left").pid)
        first = b.log("spawned", child="a")
        b.kill_child(first, "USR1")
        b.got("TERM")
        same(b.logged("ended", child="a"), 1, "ends so far")
        b.gone(left)
        b.log("spawned", child="a", gen=2)
        b.kill("KILL")
        b.ended()
