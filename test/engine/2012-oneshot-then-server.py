"""A oneshot runs to its end before the next child starts, and its end does not end the container."""
from engine import Container, same

container = Container("+++", "--oneshot", "-n", "migrate", "/act", "say", "migrating", "say",
                      "migrated", "+++", "-n", "web", "--restart=always", "/act", "catch", "TERM",
                      "0", "say", "serving", "wait")
container.until("^migrated$")
container.until("^serving$")
same(container.state("Running"), "true", "the container runs")
same(container.stop(), 0, "the exit code")
