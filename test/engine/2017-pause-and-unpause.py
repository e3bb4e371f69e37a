"""docker pause and unpause: the supervision goes on where it was."""
from engine import Container, docker, same

container = Container("--strategy=one-for-one", "+++", "-n", "a", "/act", "ids", "catch", "TERM",
                      "0", "say", "up", "wait")
pid = container.until(r"^ids pid=(\d+) ")[1]
container.until("^up$")
docker("pause", container.id)
docker("unpause", container.id)
container.end(pid)
container.until("^up$")
same(container.stop(), 0, "the exit code")
