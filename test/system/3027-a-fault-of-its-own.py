"""A real fault in baton's code: one line on stderr and 123."""
from lib import actor, check, same


def case(t):
    for options in ([], ["--restart=always"]):
        b = t.baton(options, actor("say:up pause"))
        b.event("up")
        t.settled(b)
        b.err.read()
        lines = len(b.err.lines)
        t.actor(f"crash:{b.pid}").ends(0)
        b.ends(123)
        same(len(b.err.lines) - lines, 1, f"lines about it: {b.err.text()}")
        check("baton" in b.err.lines[-1].text, b.err.text())
