"""Every other child leads a session of its own, without a terminal."""
from lib import actor, child, same


def case(t):
    tty = t.terminal()
    b = t.baton("--restart=always", child("front", "--stdin=inherit", actor("say:up pause")),
                child("back", actor("say:up pause")), world=["tty"], tty=tty)
    front, back = (b.of(b.event("up", name=name)) for name in ("front", "back"))
    same((front.session, front.group), (b.pid, front.pid), "the front child's session and group")
    same(front.terminal != 0, True, "it has the terminal")
    same((back.session, back.group, back.terminal), (back.pid, back.pid, 0), "the back child's")
    b.kill("TERM")
    b.ends(0)
