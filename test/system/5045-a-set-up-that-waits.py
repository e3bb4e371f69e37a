"""While a set-up waits for a file system the child is starting, not ready: what stands behind it waits,
--start-timeout holds, a stop ends it at once, and once it goes on the child is ready."""
import fcntl
import os
import shutil
import signal

import lib
from lib import actor, child, same

WORDS = "say:up until:TERM exit:0"


class Lease:
    """A command whose exec waits until the lease is given back: the kernel asks for it by SIGIO."""

    def __init__(self, t):
        self.t, self.path, self.asked = t, t.path("command"), False
        signal.signal(signal.SIGIO, self.ask)
        shutil.copy(lib.ACTOR, self.path)
        self.fd = os.open(self.path, os.O_RDONLY)
        fcntl.fcntl(self.fd, fcntl.F_SETLEASE, fcntl.F_WRLCK)

    def ask(self, *_):
        self.asked = True

    def child(self, *options):
        return child("slow", options, [self.path, "say:up", "until:TERM", "exit:0"])

    def waited_for(self, b):
        self.t.wait(lambda: self.asked, "a set-up that waits", b)

    def give_back(self):
        os.close(self.fd)


def case(t):
    debug = "--log-level=debug"
    for option in ("--cwd=/", "--stdout=" + t.path("out"), "--stderr=" + t.path("err"),
                   "--start-timeout=1h"):
        lease = Lease(t)
        b = t.baton(debug, lease.child(option), child("next", actor("say:up pause")))
        lease.waited_for(b)
        b.log("spawned", child="slow")
        same((b.logged("spawned"), b.logged("ready")), (1, 0), f"what is told with {option}")
        lease.give_back()
        b.log("ready", child="slow")
        b.event("up", name="next")
        b.kill("TERM")
        b.ends(0)
        lease = Lease(t)
        b = t.baton(debug, "--grace=1h", lease.child(option), child("next", actor("pause")))
        lease.waited_for(b)
        b.kill("TERM")
        b.ends(0)
        same(b.logged("ready"), 0, f"readinesses with {option}")
        lease.give_back()
    lease = Lease(t)
    b = t.run("--start-timeout=1s", lease.child())
    same((b.result, b.logged("start-timeout", child="slow")), (121, 1), "a start timeout")
    lease.give_back()
    # What fails is not ready, and what ends at once has been.
    b = t.run(debug, "--restart=never", "--auto-shutdown=all", "--cwd=/",
              child("a", ["/nowhere"]), child("b", "--after=none", actor("exit:0")))
    same((b.logged("ready", child="a"), b.logged("ready", child="b"), b.result), (0, 1, 127), "ends")
