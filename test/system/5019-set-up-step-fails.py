"""A step that was asked for and cannot be done fails the start under every policy, and is named."""
from lib import actor, check, child, same


def case(t):
    for option, word in (("--cwd=/nowhere", "cwd"), ("--stdout=/nowhere/file", "stdout"),
                         ("--rlimit=nofile=1000000000:1000000000", "rlimit")):
        b = t.baton("--strategy=one-for-one",
                    child("a", "--restart=always", option, actor("say:up pause")))
        b.ends(126)
        same((b.count("up"), b.logged("ended", child="a", reason="exec")), (0, 1),
             "starts and ends")
        check(word in b.err.text() or "limit" in b.err.text(),
              f"the log names the step: {b.err.text()}")
