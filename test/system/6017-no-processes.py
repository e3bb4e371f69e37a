"""fork fails with EAGAIN (RLIMIT_NPROC): retried, never 0 with a child missing."""
import os
import resource

from lib import actor, child, same


def raise_limit(pid, uid, count):
    """A process of the same user lifts baton's soft limit; root without SYS_RESOURCE may not."""
    helper = os.fork()
    if helper == 0:
        try:
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
            resource.prlimit(pid, resource.RLIMIT_NPROC,
                             (count, resource.prlimit(pid, resource.RLIMIT_NPROC)[1]))
            os._exit(0)
        finally:
            os._exit(1)
    same(os.waitpid(helper, 0)[1], 0, "the helper's end")


def case(t):
    uid = t.uid
    # baton and one child fit; the second and third do not.
    b = t.baton("--strategy=one-for-one", "--backoff=5ms:20ms", child("a", actor("say:up pause")),
                child("b", "--restart=never", actor("say:up pause")),
                child("c", actor("say:up pause")), world=["rlimit:NPROC=2", f"uid:{uid}"])
    b.event("up", name="a")
    b.log("retry", child="b")
    b.log("retry", child="b")
    same((b.result, b.count("up", name="b"), b.count("up", name="c")), (None, 0, 0),
         "while nothing fits")
    raise_limit(b.pid, uid, 10)
    same(b.event("up", name="b")["gen"], "1", "the generation after the retries")
    b.event("up", name="c")
    b.kill("TERM")
    b.ends(0)
