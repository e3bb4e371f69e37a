"""--ready=fd:3: the next child starts only once this one has written its line."""
from engine import Container, same

container = Container("--strategy=one-for-one",
                      "+++", "-n", "db", "--ready=fd:3", "/act", "catch", "TERM", "0", "ids",
                      "await", "HUP", "say", "db ready", "ready", "3", "wait",
                      "+++", "-n", "api", "/act", "catch", "TERM", "0", "say", "api up", "wait")
pid = container.until(r"^ids pid=(\d+) ")[1]
container.until("^awaiting HUP$")
same(len(container.processes()), 2, "processes: baton and db")
container.end(pid, "HUP")
container.until("^db ready$")  # until() goes forward only: api comes after it
container.until("^api up$")
same(container.logs().count("api up"), 1, "starts of api")
same(container.stop(), 0, "the exit code")
