"""-e CODE: that exit code becomes 0, and no other does."""
from lib import actor, same


def case(t):
    for words, step, code in ((["-e", "1"], "exit:1", 0), (["-e1"], "exit:2", 2),
                              (["-e", "255", "-e", "0"], "exit:255", 0),
                              (["-e", "143"], "die:TERM", 0), (["-e", "7"], "exit:0", 0)):
        same(t.said("tini", words, "--", actor(step)), (code, "", ""), f"{words} {step}")
