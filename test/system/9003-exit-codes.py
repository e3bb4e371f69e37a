"""Under each name: the child's code, 128 + n for a signal, real-time ones included, in silence."""
from lib import actor, same

NAMES = ("tini", "dumb-init", "catatonit")


def case(t):
    for name in NAMES:
        for step, code in (("exit:0", 0), ("exit:3", 3), ("exit:255", 255), ("die:KILL", 137),
                           ("die:TERM", 143), ("die:64", 192), ("die:RTMIN+1", 163)):
            for pid1 in (True, False):
                words = ["-s"] if name == "tini" and not pid1 else []
                said = t.said(name, words, "--", actor(step), pid1=pid1)
                same(said, (code, "", ""), f"{name}, {step}, PID 1: {pid1}")
