"""The command's words reach the child byte for byte."""
from lib import actor, same


def case(t):
    words = ["", " ", "a b", "++", "++++", "+++x", "--restart=always", "-n", "--", "ü€\n\t",
             "'\"\\$x"]
    b = t.baton(actor("say:up pause", words))
    same(b.of(b.event("up")).words()[1:], ["say:up", "pause", *words], "the child's words")
    b.kill("KILL")
