"""While more children than there are rooms hang in their exec, baton stops as ever: those that a signal can
end are ended by theirs, those that none can end, not even KILL, are left behind at the end of the
budget, and a start timeout counts for them, too."""
import lib
from lib import actor, check, child, same
from starts import ROOMS

IDLE = True  # it waits for deadlines
HANGING = ROOMS + 4


def tree(t, step, *options):
    """(the file system's server, baton with all that hang, and one that works)."""
    hang = t.directory(f"{step}-{len(t.programs)}")
    fuse = t.actor(f"{step}:{hang}={lib.ACTOR}")
    fuse.event("mounted")
    b = t.baton("--strategy=one-for-one", "--backoff=0", "--max-restarts=unlimited", *options,
                [child(f"hangs{n}", "--after=none", "--ready=exec",
                        [f"{hang}/program", "say:up", "pause"])
                 for n in range(HANGING)],
                child("works", "--after=none", actor("say:up pause")))
    fuse.events(HANGING, "held")
    b.kill_child(b.event("up", name="works"), "KILL")
    b.event("up", name="works", gen=2)
    return fuse, b


def case(t):
    fuse, b = tree(t, "hang")
    b.kill("TERM")
    b.ends(0)

    fuse, b = tree(t, "hang", "--start-timeout=300ms")
    b.log_until("start-timeout", HANGING)
    fuse.events(HANGING, "held")  # again
    fuse.kill("USR1")
    for n in range(HANGING):
        b.event("up", name=f"hangs{n}")
    b.kill("TERM")
    b.ends(0)

    fuse, b = tree(t, "hang-hard", "--stop-timeout=100ms", "--grace=1500ms")
    b.kill("TERM")
    b.log_until("left-behind", HANGING)
    b.log("exit", code=122)
    check(b.result is None, "the kernel waits for those that hang")
    fuse.kill("USR1")
    b.ends(122)
    same(b.count("up", gen=1), 1, "of those that were killed none has been executed")
