"""rest-for-one: those declared after it are restarted with it, those before it are untouched."""
from lib import actor, child, same


def case(t):
    stay = actor("say:up until:TERM say:stopping exit:0")
    b = t.baton("--strategy=rest-for-one", "--backoff=0", child("a", stay),
                child("b",
                      actor("say:up gen:1 [ until:USR1 exit:1 ] until:TERM say:stopping exit:0")),
                child("c", stay), child("d", stay))
    first = {name: b.event("up", name=name, gen=1) for name in "abcd"}
    b.kill_child(first["b"], "USR1")
    for name in "bcd":
        b.event("up", name=name, gen=2)
    b.kill("TERM")
    b.ends(0)
    same(b.count("up", name="a"), 1, "instances of a")
    told = [(line.words[0], line["name"], line["gen"]) for line in b.out.lines]
    same([line[1:] for line in told if line[0] == "stopping"],
         [("d", "1"), ("c", "1"), ("d", "2"), ("c", "2"), ("b", "2"), ("a", "1")], "the stops")
