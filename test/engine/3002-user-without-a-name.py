"""docker run --user with a number that no passwd file lists: as a classic init and with a tree."""
from engine import Container, found, run, same

UID = "1000670000"

result = run("--", "/act", "ids", options=["--user", UID])
same(result.code, 0, "the exit code")
found(f"uid={UID} gid=0 ", result.output, "the child's ids")

container = Container("--strategy=one-for-one", "+++", "-n", "a", "/act", "ids", "catch", "TERM",
                      "0", "wait", options=["--user", f"{UID}:{UID}"])
pid = container.until(rf"^ids pid=(\d+) uid={UID} gid={UID} ")[1]
container.end(pid)
container.until("^ids ")
same(container.stop(), 0, "the exit code")
