"""A pod's first container is baton: as the catatonit that podman finds where README.md puts it, and by
podman's settings, under its own name. It is PID 1 of all, reaps orphans, and ends well with the pod."""
import os

from engine import WORK, absent, found, same
from podman import CGROUP, begin, podman, set_up, start, write


def a_pod(name, first, words):
    """A pod with a member, whose PID 1 is `first`, started with these words."""
    podman("pod", "create", "--name", name, "--cgroup-parent", CGROUP, "--share", "pid")
    start(f"{name}-a", ["--pod", name], "orphans", "20", "catch", "TERM", "0", "say", "up", "wait")
    processes = podman("exec", f"{name}-a", "/act", "ps")  # PID 1 has had turns enough by then
    found(rf"^1 0 [RS] {first}$", processes, "PID 1")
    absent(r"^\d+ 1 Z", processes, "orphans")
    infra = podman("pod", "inspect", "--format", "{{.InfraContainerID}}", name)
    told = podman("inspect", "--format", "{{.Path}} {{join .Args \" \"}}", infra)
    same(told, words, "the line of the first container")
    podman("pod", "stop", name)
    same(podman("inspect", "--format", "{{.State.ExitCode}}", infra), "0", "its exit code")


begin()
set_up()
a_pod("found", "catatonit", "/catatonit -P")
image = podman("images", "--quiet", "podman-pause")
same(podman("run", "--rm", "--cgroup-parent", CGROUP, "--entrypoint", "/catatonit", image, "-V"),
     "tini version 0.2.1_catatonit", "the version in podman's image")

podman("import", "--change", 'ENTRYPOINT ["/baton", "-P"]', os.path.join(WORK, "scratch.tar"),
       "localhost/baton")
write("containers.conf.d/pods.conf", '[engine]\ninfra_image = "localhost/baton"\n')
a_pod("asked", "baton", "/baton -P")
