"""A private podman, with the configuration of podman's own that README.md shows.

The case goes on in namespaces of its own, in which /run, /etc/containers and /usr/local are in
memory: whatever podman starts, mounts or writes ends with the case, and nothing else sees it.
"""
import atexit
import os
import resource
import sys

import inits
from engine import Failed, Lines, WORK, client, need, same

IMAGE = "localhost/scratch"
CGROUP = f"/baton-podman-{os.path.basename(WORK)}"
PLACES = ("/run", "/usr/local", "/etc/containers")
SETTINGS = """[containers]
netns = "none"
default_ulimits = ["nofile={files}:{files}", "nproc={processes}:{processes}"]
log_driver = "k8s-file"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
"""
STORAGE = """[storage]
driver = "vfs"
graphroot = "/run/storage"
runroot = "/run/containers"
"""


def write(name, text):
    path = os.path.join("/etc/containers", name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def begin():
    """Runs the case, from its beginning, as the first process of new namespaces."""
    for command, package in (("podman", "podman"), ("runc", "runc"), ("conmon", "conmon")):
        need(command, package)
    if "BATON_PODMAN" not in os.environ:
        os.environ["BATON_PODMAN"] = "inside"
        os.environ.pop("DOCKER_CONFIG")  # podman would read it, too
        os.execvp("unshare", ["unshare", "--mount", "--propagation", "private", "--pid", "--fork",
                              "--kill-child", "--mount-proc", sys.executable, *sys.argv])
    for place in PLACES:
        same(client("mount", "-t", "tmpfs", "tmpfs", place).code, 0, f"a {place} of its own")
    # no more than this process has: raising a limit takes a capability
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    processes = min(resource.getrlimit(resource.RLIMIT_NPROC)[0] % (1 << 63), 1024)
    write("containers.conf", SETTINGS.format(files=files, processes=processes))
    write("storage.conf", STORAGE)
    write("policy.json", '{"default": [{"type": "insecureAcceptAnything"}]}\n')
    atexit.register(end)
    podman("import", os.path.join(WORK, "scratch.tar"), IMAGE)


def end():
    client("podman", "pod", "rm", "--all", "--force", "--time", "0")
    client("podman", "rm", "--all", "--force", "--time", "0")
    with open("/proc/self/mounts", encoding="utf-8") as mounts:
        roots = [line.split()[1] for line in mounts if " cgroup" in line]
    for root in roots:
        for parent, _, _ in os.walk(root + CGROUP, topdown=False):
            os.rmdir(parent)


def set_up(mark="settings: containers.conf"):
    """What README.md says about podman: its commands, and its settings beside those above."""
    for line in inits.readme("host: podman").splitlines():
        if line.startswith("scripts/install-dropin "):
            inits.install(line.split()[1])
        else:
            same(client("sh", "-c", line).code, 0, line)
    write("containers.conf.d/baton.conf", inits.readme(mark))


def podman(*words):
    """Runs podman; it must succeed. Its output, stripped."""
    result = client("podman", *words)
    if result.code != 0:
        raise Failed(f"podman {' '.join(words)}: {result}")
    return result.output.strip()


def run(options, *line):
    """podman run of act, to its end."""
    return client("podman", *run_words(["--rm", *options], line))


def run_words(options, line):
    if "--pod" not in options:  # whose cgroup it then is in
        options = ["--cgroup-parent", CGROUP, *options]
    return ["run", *options, "--entrypoint", "/act", IMAGE, *line]


def start(name, options, *line):
    """podman run of act in the background, until it says that it is up."""
    podman(*run_words(["--detach", "--name", name, *options], line))
    log = Lines("podman", "logs", "--follow", name)
    log.until("^up")
    log.close()
