"""The pids limit of a container (docker --pids-limit): retried, all children come in the end."""
from lib import actor, child, same


def case(t):
    group = t.cgroup("pids", max=2)
    b = t.baton("--strategy=one-for-one", "--backoff=5ms:20ms",
                [child(name, actor("say:up pause")) for name in "abc"], world=[f"cgroup:{group}"])
    b.event("up", name="a")
    for _ in range(3):
        b.log("retry", child="b")
    same((b.result, b.count("up")), (None, 1), "while nothing fits")
    with open(f"{group}/pids.max", "w") as file:
        file.write("20")
    b.event("up", name="b")
    b.event("up", name="c")
    b.kill("TERM")
    b.ends(0)
