"""docker stop of a tree whose child ignores TERM: baton kills it within --grace and says so with
122; docker's own KILL (137) never comes."""
from engine import Container, same

container = Container("--strategy=one-for-one", "--grace=1s", "+++", "-n", "deaf", "/act", "ignore",
                      "TERM", "say", "up", "hold", "+++", "-n", "good", "/act", "catch", "TERM",
                      "0", "say", "up", "wait")
container.until("^up$", times=2)
same(container.stop(2), 122, "the exit code")
container.until("^got TERM$")
