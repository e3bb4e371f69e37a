"""All of it at once: read-only, a nameless uid, no capability, no new privileges, few processes and
few open files, hardly any memory. A tree starts, a child is killed and comes back, docker stop is orderly."""
from engine import Container, same

container = Container("--strategy=rest-for-one",
                      "+++", "-n", "a", "/act", "ids", "catch", "TERM", "0", "wait",
                      "+++", "-n", "b", "/act", "ids", "catch", "TERM", "0", "wait",
                      options=["--read-only", "--user", "1000670000", "--cap-drop", "ALL",
                               "--security-opt", "no-new-privileges", "--pids-limit", "16",
                               "--ulimit", "nofile=64:64", "--memory", "16m"])
pid, _ = container.pids("a", "b")
container.end(pid)
container.pids("a", "b")
same(container.stop(), 0, "the exit code")
