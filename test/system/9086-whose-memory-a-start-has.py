"""A start shares baton's memory where the kernel lets it, from 5.16 on, and has a copy of it before;
whoever is to change what belongs to the memory has a copy anywhere. Nothing is said of it."""
import starts
from lib import actor, same

LINES = {"spawned", "up", "ended", "shutdown", "stopping", "exit"}


def case(t):
    usual = "shared" if starts.kernel_lets() else "own"
    for options, memory in (((), usual), (["--user=0:0"], "own"), (["--oom-score-adj=500"], "own"),
                            (["--nice=1", "--cwd=/"], usual)):
        b = t.baton("--restart=always", "--backoff=0", options, actor("say:up pause"))
        debugger = t.actor(f"next-start:{b.pid}")
        first = b.event("up")
        debugger.event("traced")
        b.kill_child(first, "KILL")
        same(debugger.event("start")["memory"], memory, f"memory with {options}")
        b.event("up", gen=2)
        debugger.ends(0)
        b.kill("TERM")
        b.ends(0)
        same({line.get("event") for line in b.err.lines}, LINES, f"the log with {options}")
