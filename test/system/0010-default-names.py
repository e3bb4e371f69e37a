"""Names come from the command's basename, numbered past every explicit name of the line."""
import os

import lib
from lib import actor


def case(t):
    odd = t.path("odd name!")
    os.symlink(lib.ACTOR, odd)
    b = t.baton("--restart=always", *actor("say:up pause"), "+++", *actor("say:up pause"),
                "+++", "-n", "actor-2", *actor("say:up pause"), "+++", "--argc=3", odd, "say:up",
                "pause")
    for name in ("actor", "actor-2", "actor-3", "odd_name_"):
        b.event("up", name=name)
    b.kill("TERM")
    b.ends(0)
