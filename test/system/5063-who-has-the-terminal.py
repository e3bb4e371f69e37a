"""Of the children one has the terminal; to the others it is not /dev/tty, and they cannot push characters into it. But whoever has it
as stdout may read from it."""
from lib import actor, child, same


def case(t):
    tty = t.terminal()
    b = t.baton("--restart=never", "--auto-shutdown=all",
                child("front", "--stdin=inherit", actor("reach-terminal exit:0")),
                child("back", actor("reach-terminal exit:0")), world=["tty", "no-caps"], tty=tty)
    front, back = (b.event("reach-terminal", name=name) for name in ("front", "back"))
    same((front["opens"], front["stdin"]), ("yes", "yes"), "the front child's /dev/tty and stdin")
    same((back["opens"], back["pushes"], back["stdin"]), ("no", "no", "no"), "the back child's")
    same(back["reads"], "yes", "its stdout, which is the terminal, can be read from")
    b.ends(0)
