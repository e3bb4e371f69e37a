"""O_NONBLOCK that one child sets on stdout or stderr hurts no sibling and not its own next instance:
each has a description of its own of a pipe and of a terminal; a socket and a file are shared, and a
start finds them without O_NONBLOCK."""
import os
import socket

from lib import actor, child, same

BOTH = (1, 2)
TOLD = os.O_ACCMODE | os.O_APPEND | os.O_NONBLOCK


def streams(kind, t):
    """Two fds for stdout and stderr, and what keeps their other sides open."""
    if kind == "pipe":
        ends = [os.pipe() for _ in BOTH]
        return [writer for _, writer in ends], [reader for reader, _ in ends]
    if kind == "terminal":
        ends = [os.openpty() for _ in BOTH]
        return [slave for _, slave in ends], [master for master, _ in ends]
    if kind == "socket":
        ends = [socket.socketpair() for _ in BOTH]
        return [ours.detach() for ours, _ in ends], [theirs for _, theirs in ends]
    return [os.open(t.path(f"file-{fd}"), os.O_WRONLY | os.O_CREAT) for fd in BOTH], []


def flags_of(process):
    return [process.flags(fd) & TOLD for fd in BOTH]


def case(t):
    for kind in ("pipe", "terminal", "socket", "file"):
        fds, others = streams(kind, t)
        b = t.baton("--strategy=one-for-one", "--backoff=0", "--log-level=error",
                    child("rude", actor("say:started until:USR2 nonblock:1 nonblock:2",
                                        "say:up until:USR1 exit:1")),
                    child("other", "--after=none", actor("say:up pause")),
                    out=fds[0], err=fds[1], reports=True)
        other = b.of(b.event("up", name="other"))
        plain = [flags & ~os.O_NONBLOCK for flags in flags_of(b.proc)]
        for generation in (1, 2):
            b.kill_child(b.event("started", gen=generation), "USR2")
            up = b.event("up", name="rude", gen=generation)
            for fd in BOTH:
                same(b.event("nonblock", fd=fd, gen=generation)["was"], "0",
                     f"{kind} {fd}: O_NONBLOCK at start {generation}")
            if kind in ("pipe", "terminal"):
                same(flags_of(other), plain, f"{kind}: the flags of a sibling")
                same(flags_of(b.proc), plain, f"{kind}: baton's flags")
            rude = [flags | os.O_NONBLOCK for flags in plain]
            same(flags_of(b.of(up)), rude, f"{kind}: its own flags")
            b.kill_child(up, "USR1")
        b.kill("TERM")
        b.ends(0)
        for fd in fds:
            os.close(fd)
