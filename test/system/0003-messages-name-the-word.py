"""The message names the word, its index and the nearest valid spelling."""
from lib import check


def case(t):
    for words, parts in ((["nginx", "+++", "--restrat=always", "x"],
                          ["word 3", "--restrat", "did you mean --restart?"]),
                         (["--grase=1s", "x"], ["word 1", "--grase", "--grace"]),
                         (["a", "+++", "b", "+++"], ["word 4", "+++"]),
                         (["--restart=alwyas", "x"], ["word 1", "alwyas", "always"]),
                         (["--grace=8s", "--stop-timeout=20s", "-n", "api", "x"],
                          ["--stop-timeout", "--grace", "20s", "8s"]),
                         (["+++", "-n", "first", "x", "+++", "-n", "second", "--after=fist", "x"],
                          ["fist", "first"])):
        b = t.run(words)
        b.ends(2)
        for part in parts:
            check(part in b.err.text(), f"{part!r} in {b.err.text()!r}")
