"""one-for-all: every sibling is restarted when one ends."""
from engine import Container, instances, same

PART = ("/act", "env", "LIFECYCLE_", "ids", "catch", "TERM", "0", "wait")

container = Container("--strategy=one-for-all", "+++", "-n", "a", *PART, "+++", "-n", "b", *PART)
pids = [container.until(r"^ids pid=(\d+) ")[1] for _ in range(2)]
container.exec("/act", "kill", "KILL", pids[1])
container.until("^ids ", times=2)
same([each["CAUSE"] for each in instances(container.logs(), "a")], ["start", "sibling:b"], "a")
same([each["CAUSE"] for each in instances(container.logs(), "b")], ["start", "restart"], "b")
same(container.stop(), 0, "the exit code")
