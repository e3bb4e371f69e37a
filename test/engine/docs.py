"""What the cases about the examples share: the files of docker/ built as a reader would build them."""

import glob
import os
import shutil

from engine import BATON, TOP, WORK, client, same

DOCKER = os.path.join(TOP, "docker")


def pages():
    """README.md and the pages of src/doc: name and text."""
    paths = [os.path.join(TOP, "README.md"), *sorted(glob.glob(os.path.join(TOP, "src/doc/*.md")))]
    found = {}
    for path in paths:
        with open(path, encoding="utf-8") as file:
            found[os.path.relpath(path, TOP)] = file.read()
    return found


def context(name):
    """A copy of docker/NAME with the product beside the Dockerfile, as README says."""
    target = os.path.join(WORK, "context", name)
    if not os.path.isdir(target):
        shutil.copytree(os.path.join(DOCKER, name), target)
        shutil.copy(BATON, os.path.join(target, "baton"))
    return target


def build(name):
    """docker build of docker/NAME; the image's tag."""
    tag = f"baton/example-{name}"
    result = client("docker", "build", "--network", "none", "-t", tag, context(name))
    same((result.code, ""), (0, "" if result.code == 0 else result.output), f"docker build {name}")
    return tag


def explain(*words, environment=None):
    """`baton --explain` of a line, as JSON text."""
    return client(BATON, "--explain=json", *words, environment=environment)


def page(container, port=80):
    """nginx's answer to a request from inside the container (bash is the client)."""
    request = (f"exec 3<>/dev/tcp/127.0.0.1/{port}; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3")
    return container.exec("bash", "-c", request).output
