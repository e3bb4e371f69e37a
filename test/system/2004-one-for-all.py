"""one-for-all: all siblings are stopped, last first, and all start again in order."""
from lib import actor, child, same


def case(t):
    stay = actor("say:up until:TERM say:stopping exit:0")
    b = t.baton("--strategy=one-for-all", "--backoff=0", child("a", stay),
                child("b",
                      actor("say:up gen:1 [ until:USR1 exit:1 ] until:TERM say:stopping exit:0")),
                child("c", stay))
    first = [b.event("up", name=name, gen=1) for name in "abc"]
    b.kill_child(first[1], "USR1")
    for name in "abc":
        b.event("up", name=name, gen=2)
    b.kill("TERM")
    b.ends(0)
    told = [(line.words[0], line["name"], line["gen"]) for line in b.out.lines]
    # A start is satisfied by the fork, so the second lines of neighbours may be swapped; the
    # order of stop is strict.
    same([line for line in told if line[0] == "stopping"][:2],
         [("stopping", "c", "1"), ("stopping", "a", "1")], "the stops")
    same([line for line in told if line[0] == "stopping"][2:],
         [("stopping", "c", "2"), ("stopping", "b", "2"), ("stopping", "a", "2")], "the last stops")
