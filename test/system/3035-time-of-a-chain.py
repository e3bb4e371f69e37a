"""Of 8 s the first of four that stop one after the other has 3.25 s, which it may need: what it does
not use is there for the others."""
from lib import actor, child, same


def case(t):
    gate = t.gate()
    stay = actor("say:up until:TERM exit:0")
    b = t.baton("--strategy=rest-for-one", child("a", stay), child("b", stay), child("c", stay),
                child("web", actor(f"say:up until:TERM say:slow gate:{gate.path} exit:0")))
    b.events(4, "up")
    b.kill("TERM")
    b.event("slow")
    # 3.25 s, of which the log says one decimal place.
    same(b.log("stopping", child="web")["timeout"], "3.2s", "the time of the first")
    gate.open()
    b.ends(0)
