"""docker run --restart=on-failure: baton's code tells docker whether to start the container again.
The child ends with 5, 5, 0; so docker starts it three times, and leaves it at that."""
import time

from engine import Container, Lines, same

since = str(int(time.time()) - 1)
container = Container("--", "/act", "count", "/tmp/starts", "first", "/tmp/1", "exit", "5",
                      options=["--restart=on-failure:5"])
# the second start finds /tmp/1: act ends there with 0
events = Lines("docker", "events", "--since", since, "--filter", f"container={container.id}",
               "--filter", "event=die", "--format", "{{.Actor.Attributes.exitCode}}")
events.until("^5$")
events.until("^0$")
events.close()
same(container.wait(), 0, "the last exit code")
same(container.logs(), ["start 1", "start 2"], "the starts")
