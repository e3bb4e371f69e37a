"""A nested supervisor's stages run inside the stage that it belongs to."""
from lib import actor, child, same, supervisor


def case(t):
    stay = actor("say:up until:TERM say:stopping exit:0")
    b = t.baton("--strategy=rest-for-one",
                child("a", stay), supervisor("m/", "--strategy=one-for-all"),
                child("m/1", stay), child("m/2", stay), child("z", stay))
    b.events(4, "up")
    b.kill("TERM")
    b.ends(0)
    told = [line["name"] for line in b.out.lines if line.words[0] == "stopping"]
    same(told, ["z", "m/2", "m/1", "a"], "the stops")
