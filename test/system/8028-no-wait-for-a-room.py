"""All rooms are taken, and the wait for one is refused, or answered with any error of its manual
page: the next child is started with a copy, and baton asks once. (test/faults sweeps the other
calls; there no child hangs in its exec.)"""
import pathlib

import lib
from lib import actor, child, same
from starts import Attached, ROOMS, kernel_lets


ERRNOS = pathlib.Path(__file__).resolve().parent.parent / "faults/errnos"


def errors():
    for line in ERRNOS.read_text(encoding="utf-8").splitlines():
        call, _, names = line.partition(": ")
        if call == "futex":
            return sorted({*names.split(), "ENOSYS", "EPERM"})
    raise lib.Failure("test/faults/errnos has no futex")


def starts_a_copy(t, fuse, hang, error):
    gate = t.gate(f"gate-{error}")
    b = t.baton("--strategy=one-for-one", "--backoff=0", "--max-restarts=unlimited",
                child("go", "--oneshot", actor(f"say:up gate:{gate.path} exit:0")),
                [child(f"hangs{n}", "--after=go", [f"{hang}/program", "say:up", "pause"])
                 for n in range(ROOMS)],
                child("works", "--after=none", actor("say:up pause")))
    b.event("up", name="go")
    up = b.event("up", name="works")
    gate.open()
    fuse.events(ROOMS, "held")
    trace = Attached(t, b, "clone,futex", "-e", f"inject=futex:error={error}")
    for gen in (2, 3):
        b.kill_child(up, "KILL")
        up = b.event("up", name="works", gen=gen)
    starts, text = trace.ends()
    same([start.shares for start in starts], [False, False], f"{error}: {text}")
    waits = [line for line in text.splitlines() if "FUTEX_WAIT" in line and "INJECTED" in line]
    same(len(waits), 1 if kernel_lets() else 0, f"waits, answered with {error}: {text}")
    b.kill("TERM")
    b.ends(0)


def case(t):
    hang = t.directory("hang")
    fuse = t.actor(f"hang:{hang}={lib.ACTOR}")
    fuse.event("mounted")
    for error in errors():
        starts_a_copy(t, fuse, hang, error)
