"""200 children that end 20 times each: every instance is started, none twice, nothing stays."""
from lib import actor, child, same


def case(t):
    b = t.baton("--strategy=one-for-one", "--backoff=0", "--max-restarts=unlimited",
                "--log-level=error",
                [child(f"c{n}", "--after=none", actor("say:up gen:1-19 [ exit:1 ] say:last pause"))
                 for n in range(200)])
    b.events(200, "last", seconds=60)
    same(b.count("up"), 4000, "instances")
    same(len(b.namespace_processes()), 200, "processes")
    b.kill("TERM")
    b.ends(0)
