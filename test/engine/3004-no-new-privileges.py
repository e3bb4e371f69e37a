"""docker run --security-opt no-new-privileges, and baton's own --no-new-privs for one child."""
from engine import Container, run, same

container = Container("--strategy=one-for-one", "+++", "-n", "a", "/act", "status", "NoNewPrivs",
                      "ids", "catch", "TERM", "0", "wait",
                      options=["--security-opt", "no-new-privileges"])
container.until("^NoNewPrivs:\t1$")
pid = container.until(r"^ids pid=(\d+) ")[1]
container.end(pid)
container.until("^NoNewPrivs:\t1$")
same(container.stop(), 0, "the exit code")

lines = run("+++", "--no-new-privs", "/act", "status", "NoNewPrivs").output.splitlines()
same("NoNewPrivs:\t1" in lines, True, "--no-new-privs")
