"""fork fails for want of memory (ENOMEM): retried with the backoff, and the start comes later."""
from lib import actor, check


def case(t):
    # The fork itself is refused by a filter, for good: after 60 s it would be an end. A stop
    # during the retries ends it as stopped.
    b = t.baton("--restart=always", "--backoff=5ms:20ms", actor("say:up"),
                world=["forbid:fork=ENOMEM"])
    b.log("retry")
    b.log("retry")
    b.log("retry")
    check(b.count("up") == 0, "nothing runs")
    b.kill("TERM")
    b.ends(0)
