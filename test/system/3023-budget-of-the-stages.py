"""Three stages that all ignore TERM end within one --grace, each asked before it is killed: 122."""
from lib import actor, child, same


def case(t):
    deaf = actor("report:TERM say:up pause")
    b = t.baton("--strategy=rest-for-one", "--grace=1600ms", child("a", deaf), child("b", deaf),
                child("c", deaf))
    b.events(3, "up")
    b.kill("TERM")
    b.ends(122)
    same([line["name"] for line in b.out.lines if line.words[0] == "got"], ["c", "b", "a"],
         "who was asked")
