"""Whoever asks to be traced, a child or an orphan: its stops are no ends, and it goes on."""
from lib import actor, child, same

ASKS = "ignore:USR1,USR2 ask-trace:USR1,USR2 say:alive"


def case(t):
    t.baton(actor(f"{ASKS} exit:42")).ends(42)
    t.baton(actor("ask-trace", ["--", *actor("exit:6")])).ends(6)
    t.baton(actor("ask-trace:TERM say:never")).ends(128 + 15)
    # Where baton leads the terminal's session it looks for what the terminal has stopped, too.
    t.baton(actor(f"{ASKS} exit:42"), world=["tty"], tty=t.terminal()).ends(42)

    b = t.baton("--strategy=one-for-one", child("a", actor(f"{ASKS} until:TERM exit:0")),
                child("b", actor("say:up until:TERM exit:0")))
    b.event("alive")
    b.event("up")
    b.kill("TERM")
    b.ends(0)
    same(b.logged("spawned"), 2, "instances of two children")

    b = t.baton(actor(f"daemon [ say:orphan until:USR1 {ASKS} exit:0 ] say:up until:TERM exit:3"))
    orphan = b.event("orphan")
    b.event("up")
    number = b.outer(orphan.pid)
    b.kill_child(orphan, "USR1")
    b.event("alive")
    b.gone(number)
    b.kill("TERM")
    b.ends(3)
