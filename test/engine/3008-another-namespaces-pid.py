"""Not PID 1: with another container's PID namespace baton is a subreaper. Its own descendants are
ended with it, the other container's processes are left alone."""
from engine import Container, docker, same

other = Container("--", "/act", "catch", "TERM", "3", "say", "up", "wait")
other.until("^up$")
guest = Container("--strategy=one-for-one", "+++", "-n", "a", "/act", "stray", "ids", "catch",
                  "TERM", "0", "wait", options=["--pid", f"container:{other.id}"])
pid = guest.until(r"^ids pid=(\d+) ")[1]
guest.end(pid)
guest.until("^ids ")
same(guest.stop(), 0, "the guest's exit code")
same(other.state("Running"), "true", "the other container runs")
same([line for line in other.logs() if line.startswith("got ")], [], "what it saw")
same(len(other.processes()), 2, "its processes")
docker("rm", "-f", guest.id)
same(other.stop(), 3, "its exit code")
