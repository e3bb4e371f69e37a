"""One idle child: seven private pages, and no page is touched for the first time after the start."""
import re

from lib import Failure, actor, same

PAGES = 7  # variables and pool 2, arena 1, stack 3 or, as its random start falls, 4
KIB_A_PAGE = 4


def writable(baton):
    """(KiB of private dirty memory, KiB present) of what baton can write to; its text is shared."""
    dirty = present = 0
    mine = False
    for line in baton.proc.text("smaps").splitlines():
        if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
            mine = line.split()[1].startswith("rw")
        elif mine and line.startswith("Private_Dirty:"):
            dirty += int(line.split()[1])
        elif mine and line.startswith("Rss:"):
            present += int(line.split()[1])
    return dirty, present


def case(t):
    b = t.baton(actor("say:up pause"))
    b.event("up")
    t.settled(b)
    dirty, _ = writable(b)
    t.note(f"{dirty} KiB")
    if dirty > PAGES * KIB_A_PAGE:
        raise Failure(f"{dirty} KiB of private dirty memory, {PAGES * KIB_A_PAGE} are allowed")
    b.kill("KILL")
    later(t)


def later(t):
    """Ends, JSON lines, sweeps, signals and orphans find every page that they write to there."""
    b = t.baton("--restart=always", "--backoff=0", "--max-restarts=unlimited", "--log-format=json",
                "--log-level=debug", "--forward=USR1",
                actor("say:up gen:1 [ until:USR2 fork [ until:TERM exit:0 ] exit:1 ]",
                      "gen:2-20 [ exit:1 ] say:last until:USR1 say:told until:TERM exit:0"))
    up = b.event("up", gen=1)
    t.settled(b)
    _, before = writable(b)
    b.kill_child(up, "USR2")
    b.event("last", gen=21)
    b.kill("USR1")
    b.event("told", gen=21)
    t.settled(b)
    same(writable(b)[1], before, "KiB present after restarts, sweeps and signals")
    b.kill("TERM")
    b.ends(0)
