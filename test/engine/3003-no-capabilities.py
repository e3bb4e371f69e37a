"""docker run --cap-drop ALL: no capability is needed, to restart and to kill a deaf child neither."""
from engine import Container, same

container = Container("--strategy=one-for-one", "--grace=1s", "+++", "-n", "a", "/act", "status",
                      "CapEff", "ids", "ignore", "TERM", "hold", options=["--cap-drop", "ALL"])
container.until("^CapEff:\t0000000000000000$")
pid = container.until(r"^ids pid=(\d+) ")[1]
container.end(pid)
container.until("^ids ")
same(container.stop(), 122, "the exit code")
