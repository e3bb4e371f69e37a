"""docker stop -t 2: a child that obeys ends the container by itself, before docker's KILL (137)."""
from engine import Container, same

container = Container("--", "/act", "catch", "TERM", "0", "say", "up", "wait")
container.until("^up$")
same(container.stop(2), 0, "the exit code")
