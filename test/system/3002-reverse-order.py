"""Under an order the last declared stops first, and the next stop begins when it is gone."""
from lib import actor, child, same


def case(t):
    stay = actor("say:up until:TERM say:stopping say:gone exit:0")
    for option in ("--strategy=rest-for-one", "--strategy=one-for-all", "--stop-order=reverse"):
        b = t.baton(option, child("a", stay), child("b", stay), child("c", stay))
        b.events(3, "up")
        b.kill("TERM")
        b.ends(0)
        told = [line.words[0] + " " + line["name"] for line in b.out.lines if line.words[0] != "up"]
        same(told, ["stopping c", "gone c", "stopping b", "gone b", "stopping a", "gone a"], option)
