"""The command's words reach the child byte for byte."""
from lib import actor, same


def case(t):
    plain = ["", " ", "a b", "+++x", "++x", "+", "--restart=always", "-n", "--", "ü€\n\t", "'\"\\$x"]
    # Words that are nearly a separator have to be counted.
    for option, words in (([], plain), (["--argc=all"], [*plain, "++", "++++", " +++", "+++"])):
        b = t.baton(option, actor("say:up pause", words))
        same(b.of(b.event("up")).words()[1:], ["say:up", "pause", *words], "the child's words")
        b.kill("KILL")
