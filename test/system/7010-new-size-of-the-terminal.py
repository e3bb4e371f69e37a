"""Supervised, WINCH to baton goes to the child that has the terminal and to nobody else; without a
terminal only to those with a --forward for it, and no word is said of that."""
from lib import actor, child, is_report, same


def tree(*options):
    return ("--strategy=one-for-one",
            child("shell", "--stdin=inherit", actor("report:WINCH,CONT say:up pause")),
            child("web", *options, actor("report:WINCH,CONT say:up pause")))


def told(b):
    """Who has got WINCH: baton has sent it when it speaks of a later signal with a higher number,
    and each child has reported it when it reports the second CONT."""
    b.events(2, "up")
    b.kill("WINCH")
    b.kill("RTMIN+1")
    b.log("signal-dropped", signal="RTMIN+1")
    for _ in range(2):
        b.kill("CONT")
        same(sorted(b.got("CONT")["name"] for _ in range(2)), ["shell", "web"], "who got CONT")
    names = [name for name in ("shell", "web")
             if any(is_report(line, "WINCH") and line["name"] == name for line in b.out.lines)]
    b.kill("TERM")
    b.ends(0)
    return names


def case(t):
    tty = t.terminal()
    same(told(t.baton(tree(), world=["tty"], tty=tty, reports=True)), ["shell"], "with a terminal")
    for options, names in (((), []), (("--forward=WINCH",), ["web"])):
        b = t.baton(tree(*options))
        same(told(b), names, f"without one, web has {options}")
        same(b.logged("signal-dropped", signal="WINCH"), 0, "words about it")
