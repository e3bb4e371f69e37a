"""docker stop of a rest-for-one tree: the last started is stopped first, each has ended before the
one it stands on is asked to, and the exit code is 0."""
from engine import Container, same

PARTS = [("+++", "-n", name, "/act", "catch", "TERM", "0", "say", f"up {name}", "wait")
         for name in "abc"]

container = Container("--strategy=rest-for-one", "--log-format=text",
                      *[word for part in PARTS for word in part])
container.follow().until_all([f"^up {name}$" for name in "abc"])
same(container.stop(), 0, "the exit code")
order = [line.split("child=")[1].split()[0] for line in container.logs()
         if line.startswith("baton:") and "event=stopp" in line and "child=" in line]
same(list(dict.fromkeys(order)), ["c", "b", "a"], "the order of the stops in the log")
