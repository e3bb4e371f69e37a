"""Supervised, WINCH to baton goes to the child that has the terminal and to nobody else; without a
terminal only to those with a --forward for it, and no word is said of that."""
from lib import actor, child, same


def tree(*options):
    return ("--strategy=one-for-one",
            child("shell", "--stdin=inherit", actor("report:WINCH,CONT say:up pause")),
            child("web", *options, actor("report:WINCH,CONT say:up pause")))


def tells(b, names, what):
    """WINCH reaches these children: baton has sent it when it speaks of a later signal with a higher
    number, and the others have had time for a report when they report CONT twice."""
    b.events(2, "up")
    b.kill("WINCH")
    b.kill("RTMIN+1")
    b.log("signal-dropped", signal="RTMIN+1")
    same(sorted(b.got("WINCH")["name"] for _ in names), names, what)
    for _ in range(2):
        b.kill("CONT")
        same(sorted(b.got("CONT")["name"] for _ in range(2)), ["shell", "web"], "who got CONT")
    same(b.reports("WINCH"), len(names), f"reports {what}")
    same(b.logged("signal-dropped", signal="WINCH"), 0, "words about it")
    b.kill("TERM")
    b.ends(0)


def case(t):
    tty = t.terminal()
    tells(t.baton(tree(), world=["tty"], tty=tty, reports=True), ["shell"], "with a terminal")
    tells(t.baton(tree()), [], "without one")
    tells(t.baton(tree("--forward=WINCH")), ["web"], "without one, to one that asks for it")
