"""A child that runs into the container's memory limit is killed by the kernel and restarted."""
from lib import actor, same


def case(t):
    group = t.cgroup("memory", limit_in_bytes=24 << 20)
    b = t.baton("--restart=always", "--backoff=0",
                actor("say:up gen:1-3 [ eat:200 ] say:stays pause"), world=[f"cgroup:{group}"])
    b.event("stays", gen=4)
    for _ in range(3):
        same(b.log("ended")["signal"], "KILL", "how it ended")
    b.kill("TERM")
    b.ends(0)
