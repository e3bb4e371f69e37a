"""500 children that end at once: each end is recorded once, each is restarted once."""
from lib import actor, child, same

CHILDREN = 500


def case(t):
    gate = t.gate()
    b = t.baton("--strategy=one-for-one", "--backoff=0",
                [child(f"c{n}", "--after=none",
                       actor(f"say:up gen:1 [ gate:{gate.path} exit:{n % 200 + 1} ] pause"))
                 for n in range(CHILDREN)])
    b.events(CHILDREN, "up", gen=1)
    gate.open()
    b.events(CHILDREN, "up", gen=2)
    b.kill("TERM")
    b.ends(0, seconds=60)
    ends = [line for line in b.err.lines if line.has({"event": "ended", "gen": 1})]
    same(len(ends), CHILDREN, "lines about the first ends")
    same({(line["child"], line["code"]) for line in ends},
         {(f"c{n}", str(n % 200 + 1)) for n in range(CHILDREN)}, "who ended with what")
    same(b.count("up"), 2 * CHILDREN, "instances")
