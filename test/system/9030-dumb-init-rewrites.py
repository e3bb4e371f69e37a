"""-r S:R: R is sent where S has come, 0 sends nothing; the first rewriting's result is no other's."""
from lib import actor, same


def case(t):
    b = t.named("dumb-init", "-r 1:31 -r 31:1 --rewrite=15:2 --rew 12:0 -r2:15".split(), "--",
                actor("report:HUP,SYS,TERM,INT,USR1,USR2 say:up pause"))
    b.event("up")
    for sent, got in (("HUP", "SYS"), ("SYS", "HUP"), ("TERM", "INT"), ("INT", "TERM")):
        b.kill(sent)
        b.got(got)
    b.kill("USR2")
    b.kill("USR1")
    b.got("USR1")
    same(b.reports("USR2"), 0, "USR2s")
    b.kill("KILL")
    b.ends(-9)
