"""--argc says how many words a command has, +++ among them; all: the rest of the line."""
from lib import actor, child, same


def case(t):
    play = actor("say:up pause +++ x")
    b = t.baton("--restart=always", ["+++", "-n", "a", f"--argc={len(play)}", "--", *play],
                child("b", actor("say:up pause")))
    same(b.of(b.event("up", name="a")).words()[1:], play[1:], "a's words")
    b.event("up", name="b")
    b.kill("TERM")
    b.ends(0)
    b = t.baton(child("a", actor("say:up pause")),
                ["+++", "-n", "b", "--argc=all", "--", *play, "+++", "+++"])
    same(b.of(b.event("up", name="b")).words()[1:], [*play[1:], "+++", "+++"], "b's words")
    b.kill("TERM")
    b.ends(0)
