"""Two children in the short form: the end of one stops the other, and its code is the container's."""
from engine import Container, same

container = Container("/act", "catch", "TERM", "0", "ids", "wait", "+++", "/act", "catch",
                      "HUP", "4", "ids", "wait")
_, pid = container.pids("act", "act-2")  # their names by default
container.end(pid, "HUP")
same(container.wait(), 4, "the exit code")
same("got TERM" in container.logs(), True, "the other was asked to end")
