"""rest-for-one: the siblings after the killed child are restarted in order, the one before it is
left alone."""
from engine import Container, instances, same

PART = ("/act", "env", "LIFECYCLE_", "catch", "TERM", "0", "ids", "wait")


def told(container, name):
    return instances(container.logs(), name)


container = Container("--strategy=rest-for-one", "+++", "-n", "a", *PART, "+++", "-n", "b", *PART,
                      "+++", "-n", "c", *PART)
_, pid, _ = container.pids("a", "b", "c")
container.end(pid)
container.pids("b", "c")
same([each["GENERATION"] for each in told(container, "a")], ["1"], "a's generations")
same([(each["GENERATION"], each["CAUSE"]) for each in told(container, "b")],
     [("1", "start"), ("2", "restart")], "b's instances")
same([(each["GENERATION"], each["CAUSE"], each.get("PREV_EXIT")) for each in told(container, "c")],
     [("1", "start", None), ("2", "sibling:b", "0")], "c's instances")
same(container.stop(), 0, "the exit code")
