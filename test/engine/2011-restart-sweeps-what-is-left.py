"""A child leaves a grandchild at each of 20 restarts: the number of processes stays the same."""
from engine import Container, same

RESTARTS = 20

# `count` ends the child until it was started often enough
container = Container("--strategy=one-for-one", "--backoff=0", "--max-restarts=unlimited", "+++",
                      "-n", "messy", "/act", "ids", "fork", "1", "catch", "HUP", "1", "catch",
                      "TERM", "0", "say", "up", "wait")
for _ in range(RESTARTS):
    pid = container.until(r"^ids pid=(\d+) ")[1]
    container.until("^up$")
    same(len(container.processes()), 3, "processes: baton, the child, its grandchild")
    container.end(pid, "HUP")
container.until("^up$")
same(len(container.processes()), 3, "processes after the restarts")
same(container.stop(), 0, "the exit code")
