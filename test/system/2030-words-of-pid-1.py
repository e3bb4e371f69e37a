"""What /proc shows of a supervising baton holds no word of a child, so whoever looks for a child by
its words, to end it, does not find PID 1. The children's own are as they were given."""
import subprocess

from lib import actor, child, same


def case(t):
    b = t.baton("--strategy=one-for-one", "--grace=5s", child("a", actor("say:up until:TERM exit:0")),
                child("b", actor("say:up until:TERM")))
    up = b.event("up", name="a")
    b.event("up", name="b")
    same(b.of(up).words()[1:], ["say:up", "until:TERM", "exit:0"], "words of a child")
    shown = [word for word in b.proc.words() if word]
    same(shown[1:], ["--strategy=one-for-one", "--grace=5s", "(2 children)"], "words of PID 1")
    found = subprocess.run(["pgrep", "-f", "until:TERM exit:0"], capture_output=True, text=True,
                           check=False)
    same(found.stdout.split(), [str(b.of(up).pid)], "who is found")
    b.kill("TERM")
    b.ends(0)
    # The short form with two children: the first one's words are no option.
    b = t.baton("--restart=always", actor("say:up until:TERM"), "+++", actor("say:up until:TERM"))
    b.events(2, "up")
    same([word for word in b.proc.words() if word][1:], ["--restart=always", "(2 children)"],
         "words of PID 1")
    b.kill("TERM")
    b.ends(0)
    # A classic init stands for its only child, and is found by its words like other inits.
    b = t.baton(actor("say:up until:TERM exit:0"))
    b.event("up")
    same(b.proc.words()[-3:], ["say:up", "until:TERM", "exit:0"], "words of a classic init")
    b.kill("TERM")
    b.ends(0)
