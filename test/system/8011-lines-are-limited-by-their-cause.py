"""What comes often is told 60 times in 10 s for each cause, and how often it was not is told, too."""
from lib import actor, check, child, same

MANY = 200


def told(b, event, **whose):
    """How many lines there are, and how many were left out of them."""
    left_out = sum(int(line.get("left_out", 0)) for line in b.err.lines)
    lines = b.logged(event, **whose)
    same(lines + left_out, MANY, f"{event}: {lines} told, {left_out} left out")
    return lines


def case(t):
    # Signals that cannot be sent to a child: its own lines are not hidden by them.
    b = t.baton(child("a", "--forward=RTMIN+5", actor("say:up until:USR2 exit:3")),
                child("b", actor("pause")), world=["forbid:kill,pidfd_send_signal=EPERM"])
    up = b.event("up")
    for _ in range(MANY):
        b.kill("RTMIN+5")
    b.kill("RTMIN+6")  # comes after all of them, and nobody wants it
    b.log("signal-dropped")
    b.kill_child(up, "USR2")
    same(b.log("ended", child="a")["code"], "3", "the code of its end")
    check(60 <= told(b, "signal-failed", child="a") < MANY, b.err.text()[-400:])
    b.kill("KILL")
    b.ends(-9)

    # Orphans, which are nobody's, where each is to be told of.
    b = t.baton("-w", actor(["daemon", "[", "exit:0", "]"] * MANY, "say:up until:USR1 exit:0"))
    b.event("up")
    b.kill("USR1")
    b.ends(0)
    check(60 <= told(b, "reaped") < MANY, b.err.text()[-400:])
