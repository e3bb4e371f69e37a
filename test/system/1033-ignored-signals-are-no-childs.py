"""As PID 1 baton clears the signals that were ignored when it was started; elsewhere children get them, as
under nohup."""
from lib import actor, child, number, same


def ignored(t, *words, pid1):
    b = t.baton(*words, pid1=pid1, world=["ignore:PIPE,INT,TERM,HUP,CONT"])
    found = b.of(b.event("up")).signals("SigIgn")
    b.kill("KILL")
    return found


def case(t):
    command = actor("say:up pause")
    for words in ((command,), ("--strategy=one-for-one", child("it", command))):
        same(ignored(t, *words, pid1=True), set(), "ignored below PID 1")
        same(ignored(t, *words, pid1=False), {number(name) for name in ("PIPE", "INT", "TERM", "HUP", "CONT")}, "ignored elsewhere")
