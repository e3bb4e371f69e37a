"""Started in a directory that was deleted."""
import os

from lib import actor, child


def case(t):
    where = t.directory("where")
    world = ["mounts", "proc", f"chdir:{where}"]
    t.baton(actor("exit:3"), mounts=False, world=world).ends(3)
    fd = os.open(where, os.O_PATH)
    os.rmdir(where)
    b = t.baton("--restart=always", child("a", actor("say:up pause")), mounts=False,
                world=["mounts", "proc", f"chdir:/proc/self/fd/{fd}"], keep=(fd,))
    b.event("up")
    b.kill("TERM")
    b.ends(0)
