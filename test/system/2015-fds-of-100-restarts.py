"""100 restarts leave baton's open files as they were."""
from lib import actor, check, child, same


def files(b):
    """Its open files, but for those of /proc: these two are opened when they are first needed."""
    found = sorted(b.proc.fds().values())
    own = [what for what in found if not what.startswith("/proc")]
    check(len(found) - len(own) <= 2, f"open files: {found}")
    return len(own)


def case(t):
    b = t.baton(child("a", "--restart=always", "--backoff=0", "--max-restarts=unlimited",
                      "--ready=fd:3", actor("ready:3 say:up until:USR1 exit:1")))
    first = b.event("up", gen=1)
    t.settled(b)
    fds = files(b)
    for generation in range(2, 102):
        b.kill_child(first, "USR1")
        first = b.event("up", gen=generation)
    t.settled(b)
    same(files(b), fds, "open files after 100 restarts")
    b.kill("TERM")
    b.ends(0)
