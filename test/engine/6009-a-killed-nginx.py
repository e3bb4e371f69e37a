"""README's first reason: nginx's master is killed while its workers hold the port. They are ended before the
next instance starts, which has the port at its first try, and its workers answer."""
import re

import debian
import docs
from engine import Container, absent, found, same

LISTING = "cat /proc/[0-9]*/stat 2>/dev/null || true"


def nginx_processes(container):
    """pid -> parent"""
    listing = container.exec("sh", "-c", LISTING).output
    return dict(re.findall(r"^(\d+) \(nginx\) \S (\d+) ", listing, re.MULTILINE))


debian.image()
container = Container("--strategy=one-for-one", "+++", "--name=web", "nginx", "-g",
                      "daemon off; error_log stderr notice;", image=docs.build("two-services"), entrypoint=None)
container.until("start worker processes")
found("Welcome to nginx", docs.page(container), "nginx's page")
before = nginx_processes(container)
master, = [pid for pid, parent in before.items() if parent == "1"]
same(len(before) > 1, True, f"there are workers: {before}")

container.exec("sh", "-c", f"kill -KILL {master}")
container.until("start worker processes")
found("Welcome to nginx", docs.page(container), "nginx's page")
after = nginx_processes(container)
same(set(before) & set(after), set(), "who is left of the first instance")
same(container.stop(), 0, "the exit code of docker stop")
log = "\n".join(container.logs())
absent("Address already in use|bind\\(\\)", log, "the log")
same(re.findall(r"event=spawned child=web gen=(\d+)", log), ["1", "2"], "instances")
