"""TSTP, TTIN and TTOU: STOP to the group unless rewritten, and then dumb-init stops as well; CONT
continues both. With -c they are forwarded as they are, and it stops all the same."""
from lib import actor, same

STOPS = ("TSTP", "TTIN", "TTOU")


def case(t):
    play = actor("report:CONT,TSTP,TTIN,TTOU,HUP say:up pause")
    b = t.named("dumb-init", play, pid1=False)
    up = b.event("up")
    for name in STOPS:
        b.kill(name)
        t.stopped(b.pid)
        t.stopped(up.pid)  # on another processor it may take the signal a little later
        b.kill("CONT")
        b.got("CONT")
    b.kill("KILL")
    b.kill_child(up, "KILL")
    b.ends(-9)
    for words, got in ((["-c"], None), (["-r20:1", "-r21:1", "-r22:1"], "HUP"),
                       (["-c", "-r20:0", "-r21:0", "-r22:0"], "nothing")):
        b = t.named("dumb-init", words, play, pid1=False)
        up = b.event("up")
        for name in STOPS:
            b.kill(name)
            t.stopped(b.pid)
            if got != "nothing":
                b.got(got or name)
            b.kill("CONT")
            b.got("CONT")
        same(sum(b.reports(name) for name in STOPS), 3 if got is None else 0, f"{words}: stops")
        b.kill("KILL")
        b.kill_child(up, "KILL")
        b.ends(-9)
