"""docker run --pids-limit 3: the third child has no room (EAGAIN), is tried again with the backoff,
and starts once another has left; nothing is given up meanwhile."""
from engine import Container, same

container = Container("--strategy=one-for-one", "--backoff=100ms:200ms",
                      "+++", "-n", "a", "--optional", "--restart=never", "--forward=HUP", "/act",
                      "catch", "HUP", "0", "catch", "TERM", "0", "say", "a up", "wait",
                      "+++", "-n", "b", "/act", "catch", "TERM", "0", "say", "b up", "wait",
                      "+++", "-n", "c", "/act", "catch", "TERM", "0", "say", "c up", "wait",
                      options=["--pids-limit", "3"])
# c's first failure is said
container.follow().until_all(["^a up$", "^b up$", "^baton: .*child=c .*EAGAIN"])
same("c up" in container.logs(), False, "c is up although there is no room")
container.kill("HUP")
container.until("^c up$")
same(container.stop(), 0, "the exit code")
