"""Under the engine's default profile, without any capability and as another user, a child leaves a
process in a session of its own at each restart: their number stays the same."""
from engine import Container, same

RESTARTS = 5

for name, options, user in (("the default", [], []),
                            ("no capability", ["--cap-drop=ALL", "--security-opt=no-new-privileges"],
                             []),
                            ("another user", [], ["--user=1234:1234"])):
    container = Container("--strategy=one-for-one", "--backoff=0", "--max-restarts=unlimited", "+++",
                          "-n", "messy", *user, "/act", "ids", "stray", "catch", "HUP", "1", "catch",
                          "TERM", "0", "say", "up", "wait", options=options)
    for _ in range(RESTARTS):
        pid = container.until(r"^ids pid=(\d+) ")[1]
        container.until("^up$")
        same(len(container.processes()), 3, f"{name}: baton, the child, and what it has left")
        container.end(pid, "HUP")
    container.until("^up$")
    same(len(container.processes()), 3, f"{name}: processes after the restarts")
    same(container.stop(), 0, f"{name}: the exit code")
    container.remove()
