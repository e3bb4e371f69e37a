"""docker run --read-only: a tree starts, restarts and stops without a writable file system."""
from engine import Container, same

container = Container("--strategy=one-for-one", "+++", "-n", "a", "/act", "touch", "/x", "ids",
                      "catch", "TERM", "0", "wait", options=["--read-only"])
container.until("^touch /x: Read-only file system$")
pid = container.until(r"^ids pid=(\d+) ")[1]
container.end(pid)
container.until("^ids ")
same(container.stop(), 0, "the exit code")
