"""Idle: 0 wake-ups in 20 s under each name, with a child and as a pause process."""
from lib import actor, same

LONG = True
IDLE = True
LINES = (("tini", ["-s", "--"]), ("dumb-init", ["--"]), ("dumb-init", ["-c", "--"]), ("catatonit", ["--"]))


def case(t):
    runs = [t.named(name, words, actor("say:up pause")) for name, words in LINES]
    for b in runs:
        b.event("up")
    pause = t.named("catatonit", "-P", notice_exec=True)
    t.executed(pause)
    runs.append(pause)
    for b in runs:
        t.settled(b)
    before = [b.proc.switches for b in runs]
    t.watch_for(20)
    same([b.proc.switches - count for b, count in zip(runs, before)], [0] * len(runs), "wake-ups")
