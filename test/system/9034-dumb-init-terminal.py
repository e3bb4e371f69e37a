"""The child leads a session that has the terminal of fd 0, and the HUP and CONT that giving it up
causes are not forwarded, while the next ones are."""
from lib import actor, same


def case(t):
    # One that was there before is somebody's; the program starts with nothing blocked, and ends of it.
    b = t.named("dumb-init", actor("say:up pause"), world=["tty", "block:HUP", "kill:HUP=self"],
                tty=t.terminal())
    b.ends(129)
    for pid1 in (True, False):
        tty = t.terminal()
        b = t.named("dumb-init", "-v", actor("report:HUP,CONT,INT say:up until:USR1 exit:3"),
                    world=["tty"], pid1=pid1, tty=tty)
        up = b.event("up")
        child = b.of(up)
        same((child.session, child.group, child.stat()[5]), (child.pid, child.pid, str(child.pid)),
             "its session, group and foreground group")
        b.says("Ignoring tty hand-off signal 1.")
        b.says("Ignoring tty hand-off signal 18.")
        same(b.reports("HUP") + b.reports("CONT"), 0, "HUPs and CONTs of the hand-off")
        for name in ("HUP", "CONT"):
            b.kill(name)
            b.got(name)
        tty.type("\x03")
        b.got("INT")
        b.kill_child(up, "USR1")
        b.ends(3)
        same((b.reports("HUP"), b.reports("CONT")), (1, 1), "HUPs and CONTs")
