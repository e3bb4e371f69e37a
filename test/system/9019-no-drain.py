"""None of them waits for, or asks to go, what its child leaves behind in a session of its own."""
import os
import signal

from lib import actor, same


def case(t):
    for name, words in (("tini", ["-s"]), ("catatonit", []), ("dumb-init", []),
                        ("dumb-init", ["-c"])):
        b = t.named(name, words, "--",
                    actor("fork [ setsid report:TERM say:left until:USR1 say:alive ] say:up "
                          "until:USR2 exit:4"), pid1=False)
        left, up = b.event("left"), b.event("up")
        b.kill_child(up, "USR2")
        b.ends(4)
        os.kill(left.pid, signal.SIGUSR1)
        b.event("alive")
        same(b.reports("TERM"), 0, f"{name}: TERMs")
