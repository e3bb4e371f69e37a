"""EPERM on forwarding is not fatal: it is said by those that have a word for it, and they go on."""
from lib import actor, check, same

SAID = {"tini": "Signal 10 was not passed on: Operation not permitted", "dumb-init": "",
        "catatonit": "signal 10 was not forwarded: Operation not permitted"}


def case(t):
    for name, line in SAID.items():
        b = t.named(name, "--", actor("report:USR1 say:up until:USR2 exit:4"),
                    world=["forbid:kill,pidfd_send_signal=EPERM"])
        up = b.event("up")
        b.kill("USR1")
        if line:
            b.says(line)
        b.kill_child(up, "USR2")
        b.ends(4)
        same(b.reports("USR1"), 0, f"{name}: USR1s")
        check(line in b.err.text(), name)
