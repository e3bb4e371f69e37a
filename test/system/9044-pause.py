"""-P: no child; orphans are reaped; TERM and INT end it with 0, and nothing else does."""
import os
import signal

from lib import same


def case(t):
    for name, words in (("catatonit", ["-P"]), ("podman-init", ["-P", "program"]), ("pause", ["-gP"]),
                        ("baton", ["-P"]), ("whatever", ["-P"])):
        for end, options in (("TERM", "-s"), ("INT", "-s"), ("TERM", "--signal=TERM:QUIT"),
                             ("INT", "--signal=INT:drop")):
            b = t.named(name, words, notice_exec=True, env={"BATON_ARGS": options})
            t.executed(b)
            for sent in ("HUP", "QUIT", "PWR", "USR1", "ALRM", "TSTP", "RTMIN+1"):
                b.kill(sent)
            there = t.enter(b, "daemon [ say:orphan until:USR1 ] say:gone exit:0")
            orphan = there.event("orphan")
            there.ends(0)
            number = b.outer(orphan.pid)
            os.kill(number, signal.SIGUSR1)
            b.gone(number)
            b.kill(end)
            b.ends(0)
            same((b.out.text(), b.err.text()), ("", ""), "what it says")
