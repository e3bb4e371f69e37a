"""one-for-all: every sibling is restarted when one ends."""
from engine import Container, instances, same

PART = ("/act", "env", "LIFECYCLE_", "catch", "TERM", "0", "ids", "wait")

container = Container("--strategy=one-for-all", "+++", "-n", "a", *PART, "+++", "-n", "b", *PART)
_, pid = container.pids("a", "b")
container.end(pid)
container.pids("a", "b")
same([each["CAUSE"] for each in instances(container.logs(), "a")], ["start", "sibling:b"], "a")
same([each["CAUSE"] for each in instances(container.logs(), "b")], ["start", "restart"], "b")
same(container.stop(), 0, "the exit code")
