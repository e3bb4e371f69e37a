"""Beside 100 others a child has the fds that it is given and those that baton inherited, and baton
keeps its own, however the child comes by a table of its own."""
import os

from lib import actor, child, same

OTHERS = 100
INHERITED = (9, 400)
WORLDS = (
    ["mounts", "proc"],
    ["mounts", "proc", "forbid:close_range=ENOSYS"],
    ["mounts", "proc", "forbid:close_range=EPERM"],
    ["mounts", "proc", "forbid:clone-pidfd=EINVAL"],
    ["mounts"],  # a /proc that shows another namespace
)


def case(t):
    null = os.open("/dev/null", os.O_RDONLY)
    for fd in INHERITED:
        os.dup2(null, fd)
    for world in WORLDS:
        one_world(t, world)


def one_world(t, world):
    b = t.baton("--strategy=one-for-one", "--log-level=warn", "--backoff=0", "--max-restarts=unlimited",
                [child(f"c{n}", actor("say:up pause")) for n in range(OTHERS)],
                child("last", "--ready=fd:5", actor("ready:5 say:up gen:1-2 [ exit:1 ] pause")),
                mounts=False, world=world, keep=INHERITED)
    last = b.of(b.event("up", name="last", gen=3))
    same(sorted(last.fds()), [0, 1, 2, 5, *INHERITED], f"fds of the last one in {world}")
    first = b.of(b.event("up", name="c0"))
    same(sorted(first.fds()), [0, 1, 2, *INHERITED], f"fds of the first one in {world}")
    pidfds = sum(kind == "anon_inode:[pidfd]" for kind in b.proc.fds().values())
    same(pidfds, 0 if "forbid:clone-pidfd=EINVAL" in world else OTHERS + 1, f"pidfds in {world}")
    b.kill("TERM")
    b.ends(0)
