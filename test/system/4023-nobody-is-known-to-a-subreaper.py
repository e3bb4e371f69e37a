"""A subreaper without /proc that never had a child signals nobody at its end: not its own group."""
import os

from lib import actor, number, same


def case(t):
    b = t.baton("--restart=always", "--backoff=5ms:20ms", "--drain=100ms", actor("say:up pause"),
                pid1=False, mounts=False,
                world=f"setpgid mounts root:{t.root(proc=False)} fork [ report:TERM,CONT,RTMIN+1"
                      " say:beside pause ] forbid:fork=EAGAIN")
    beside = b.of(b.event("beside"))  # of baton's group, and a child that it has inherited
    same(beside.group, b.proc.group, "the group of the one beside it")
    b.log("retry")
    b.kill("TERM")
    b.log("drain")
    b.ends(0)
    os.kill(beside.pid, number("RTMIN+1"))  # comes after the others, if there are any
    b.got("RTMIN+1")
    same((b.reports("TERM"), b.reports("CONT")), (0, 0), "signals to the one beside it")
