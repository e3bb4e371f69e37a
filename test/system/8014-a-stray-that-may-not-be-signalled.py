"""What baton may not signal never holds the drain: it is over when all others have ended."""
import os
import shutil

import lib
from lib import actor, same


def case(t):
    # A program of root's that becomes somebody else: no business of another user's.
    becomes = t.path("becomes")
    shutil.copy(lib.ACTOR, becomes)
    os.chmod(becomes, 0o4755)
    denied = ["daemon", "[", "--", becomes, f"uid:{t.uid + 1}", "say:denied", "pause", "]"]
    for others in [], actor("daemon [ say:other until:TERM say:asked exit:0 ]")[1:]:
        b = t.baton("--drain=100s", "--grace=100s", "--log-level=info",
                    actor(denied, list(others), "say:up until:USR1 exit:3"),
                    world=[f"uid:{t.uid}"])
        b.event("denied")
        up = b.event("up")
        if others:
            b.event("other")
        b.kill_child(up, "USR1")
        b.ends(3)
        same(b.count("asked"), len(others) and 1, "others that were asked to end")
