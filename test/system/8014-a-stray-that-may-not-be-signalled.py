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
    asked = actor("daemon [ say:other until:TERM say:asked exit:0 ]")[1:]
    # Those that end at once may have ended before baton has looked whether anybody is left.
    at_once = actor("daemon [ say:other pause ]")[1:]
    for others in [], [asked, denied], *(8 * [[at_once, denied]]):
        b = t.baton("--drain=100s", "--grace=100s", "--log-level=info",
                    actor(*(others or [denied]), "say:up until:USR1 exit:3"),
                    world=[f"uid:{t.uid}"])
        b.event("denied")
        up = b.event("up")
        if others:
            b.event("other")
        b.kill_child(up, "USR1")
        b.ends(3)
        same(b.count("asked"), int(others[:1] == [asked]), "others that were asked to end")
