"""docker stop: TERM is forwarded to the child, and docker sees the code it ends with."""
from engine import Container, same

container = Container("--", "/act", "catch", "TERM", "7", "say", "up", "wait")
container.until("^up$")
same(container.stop(), 7, "the exit code")
container.until("^got TERM$")
