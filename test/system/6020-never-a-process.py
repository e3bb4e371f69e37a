"""60 s without a process are an end with reason spawn: 126, under never."""
from lib import actor, same

LONG = True
IDLE = True
TIMEOUT = 150


def case(t):
    b = t.baton("--restart=never", "--start-timeout=9s", actor("say:up exit:0"),
                world=["forbid:fork=EAGAIN"])
    b.ends(126, seconds=120)
    same(b.count("up"), 0, "starts")
    same(b.logged("ended", reason="spawn"), 1, "lines about its end")
