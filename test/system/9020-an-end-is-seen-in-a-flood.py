"""The end of the child is seen after so many other signals at the most, whatever their numbers: a
flood of those below 17 does not keep any of them from ending."""
from lib import actor, same

TALKS = {"tini": (["-vv"], "Passing signal"), "dumb-init": (["-v"], "Forwarded signal"),
         "catatonit": ([], "received signal")}
MOST = 4
LOWER = ("HUP", "INT", "QUIT", "USR1", "USR2", "PIPE", "ALRM", "TERM")


def case(t):
    for name, (words, line) in TALKS.items():
        b = t.named(name, words, "--", actor("say:up pause"), env={"CATATONIT_DEBUG": ""})
        up = b.event("up")
        child = b.outer(up.pid)
        b.kill("STOP")
        t.stopped(b.pid)
        b.kill_child(up, "KILL")
        t.ended_unreaped(child)
        for signal in LOWER:
            b.kill(signal)
        b.kill("CONT")
        b.ends(137)
        said = [text.text for text in b.err.lines if line in text.text]
        same(len([text for text in said if " 17" not in text and " 15 to" not in text]), MOST,
             f"{name}: signals that it heard of, {said}")
