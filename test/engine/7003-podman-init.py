"""podman run --init with README's containers.conf: baton under the name podman-init, in any container."""
import inits
import podman
from engine import same

podman.begin()
podman.set_up()


def run_init(options, *line):
    return podman.run(["--init", *options], *line)


inits.is_the_init(run_init, "podman-init")
inits.is_baton(run_init)

podman.start("server", ["--init"], "catch", "TERM", "5", "say", "up", "wait")
podman.podman("stop", "server")
same(podman.podman("wait", "server"), "5", "the child's code after podman stop")
