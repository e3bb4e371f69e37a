"""The delays are INITIAL, times FACTOR each, at most MAX; the log says them."""
from lib import actor, same


def case(t):
    b = t.baton("--restart=always", "--backoff=1ms:5ms:2", "--jitter=0", "--max-restarts=unlimited",
                actor("say:up gen:1-6 [ exit:1 ] pause"))
    b.event("up", gen=7)
    delays = [b.log("ended")["delay"] for _ in range(6)]
    same(delays, ["1ms", "2ms", "4ms", "5ms", "5ms", "5ms"], "the delays")
    b.kill("TERM")
    b.ends(0)
