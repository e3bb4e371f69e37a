"""docker run --init: below the engine's own init baton is a subreaper; nothing else changes."""
from engine import Container, instances, same

container = Container("--strategy=one-for-one", "+++", "-n", "a", "/act", "env", "LIFECYCLE_",
                      "stray", "ids", "catch", "TERM", "0", "wait", options=["--init"])
pid = container.until(r"^ids pid=(\d+) ")[1]
container.end(pid)
container.until("^ids ")
same([told["GENERATION"] for told in instances(container.logs())], ["1", "2"], "generations")
same(container.stop(), 0, "the exit code")
