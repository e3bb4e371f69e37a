"""The same in a classic init: it waits for a process number and then runs its child."""
from lib import actor, load, same

raise_limit = load("6017-no-processes").raise_limit


def case(t):
    uid = t.uid
    b = t.baton("--log-level=info", "--backoff=5ms:20ms", actor("say:up exit:3"),
                world=["rlimit:NPROC=1", f"uid:{uid}"])
    b.log("retry")
    b.log("retry")
    same((b.result, b.count("up")), (None, 0), "while nothing fits")
    raise_limit(b.pid, uid, 10)
    b.ends(3)
    # A TERM during the retries ends it at once, with nothing started: nobody need end first.
    b = t.baton("--log-level=info", "--backoff=5ms:20ms", actor("say:up exit:3"),
                world=["rlimit:NPROC=1", f"uid:{uid}"])
    b.log("retry")
    b.kill("TERM")
    b.ends(143)
    same(b.count("up"), 0, "starts")
