"""docker/two-services: both answer; when one ends, the other is stopped and its code is docker's."""
import debian
import docs
from engine import Container, found, same

UP = ("Ready to accept connections", "start worker processes")

debian.image()
container = Container(image=docs.build("two-services"), entrypoint=None)
container.follow().until_all(UP)
same(container.exec("redis-cli", "ping").output.strip(), "PONG", "redis-cli")
found("Welcome to nginx", docs.page(container), "nginx's page")
same(container.stop(), 0, "the exit code of docker stop")

container.start_again()
container.follow().until_all(UP)
container.exec("redis-cli", "shutdown", "nosave")  # Redis ends by itself, with success
same(container.wait(), 0, "the code of the one that ended")
found("exiting", "\n".join(container.logs()), "nginx was asked to end")
