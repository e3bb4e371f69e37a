"""docker stop while a child waits an hour for its next start: the container ends at once, with 0."""
from engine import Container, same

container = Container("--strategy=one-for-one", "--backoff=1h:1h", "+++", "-n", "crash", "/act",
                      "exit", "1", "+++", "-n", "good", "/act", "catch", "TERM", "0", "say", "up",
                      "wait")
container.follow().until_all(["^up$", "^baton: .*event=ended.*child=crash.*next=restart"])
same(container.stop(), 0, "the exit code")
