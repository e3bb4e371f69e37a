"""Two children in the short form: the end of one stops the other, and its code is the container's."""
from engine import Container, same

container = Container("/act", "catch", "TERM", "0", "say", "up", "wait", "+++", "/act", "catch",
                      "HUP", "4", "ids", "wait")
container.until("^up$")
pid = container.until(r"^ids pid=(\d+) ")[1]
container.exec("/act", "kill", "HUP", pid)
same(container.wait(), 4, "the exit code")
same("got TERM" in container.logs(), True, "the other was asked to end")
