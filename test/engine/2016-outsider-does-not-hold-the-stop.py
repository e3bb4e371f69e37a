"""A docker exec that would run for ever does not keep docker stop from an orderly end."""
import subprocess

from engine import Container, Lines, same

container = Container("--strategy=one-for-one", "--grace=3s", "+++", "-n", "a", "/act", "catch",
                      "TERM", "0", "say", "up", "wait")
container.until("^up$")
outsider = Lines("docker", "exec", container.id, "/act", "say", "inside", "hold")
outsider.until("^inside$")
same(container.stop(), 0, "the exit code")
outsider.process.wait(60)
outsider.close()
