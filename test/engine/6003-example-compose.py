"""docker/compose.yaml: up, a service that is killed comes back, docker-compose stop is clean."""
import atexit
import os
import shutil

import debian
import docs
from engine import Container, Failed, WORK, client, docker, found, need, same

# The test's engine has no bridge.
OVERRIDE = "services: {shop: {network_mode: none, build: {context: two-services, network: none}}}\n"


class Composed(Container):
    """The container that docker-compose made."""

    def __init__(self, identity):
        self.id = identity
        self.follower = None
        self.since = ()


def compose(*words):
    result = client("docker-compose", "-p", "baton-test", "-f", f"{directory}/compose.yaml", "-f",
                    f"{directory}/override.yaml", *words)
    if result.code != 0:
        raise Failed(f"docker-compose {' '.join(words)}: {result}")
    return result.output.strip()


need("docker-compose", "docker-compose")
debian.image()
directory = os.path.dirname(docs.context("two-services"))
shutil.copy(os.path.join(docs.DOCKER, "compose.yaml"), directory)
with open(os.path.join(directory, "override.yaml"), "w", encoding="utf-8") as file:
    file.write(OVERRIDE)
atexit.register(compose, "down")
compose("up", "-d")
shop = Composed(compose("ps", "-q", "shop"))
shop.follow().until_all(["Ready to accept connections", "start worker processes"])
same(shop.exec("redis-cli", "ping").output.strip(), "PONG", "redis-cli")
found("Welcome to nginx", docs.page(shop), "nginx's page")

shop.exec("redis-cli", "shutdown", "nosave")  # an end is an end: --strategy means restart=always
shop.until("Ready to accept connections")
same(shop.exec("redis-cli", "ping").output.strip(), "PONG", "redis-cli after the restart")

compose("stop")
same(docker("inspect", "-f", "{{.State.ExitCode}}", shop.id), "0", "the exit code")
shop.follower.close()
