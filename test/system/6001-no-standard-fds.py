"""Started with fds 0, 1 and 2 closed, baton works, and what it opens is not taken for a stream."""
from lib import actor, child, same


def case(t):
    for closed in ("0", "1", "2", "0,1,2", "0,2"):
        for options in ([], ["--restart=always"]):
            b = t.baton(options, actor("say:up until:USR1 exit:3"), world=[f"close:{closed}"],
                        reports=True)
            up = b.event("up")
            fds = b.of(up).fds()
            same([n for n in fds if n > 2], [], "strange fds in the child")
            same([kind for kind in fds.values() if "memfd" in kind or "anon" in kind], [],
                 "baton's own fds")
            if options:
                b.kill("TERM")
            else:
                b.kill_child(up, "USR1")
            b.ends(0 if options else 3)
    b = t.baton(child("a", actor("exit:4")), child("b", actor("pause")), world=["close:0,1,2"])
    b.ends(4)
