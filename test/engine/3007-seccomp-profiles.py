"""Profiles that deny what baton would like to have, with EPERM and with ENOSYS: each by itself and
all together. A tree starts, a child is killed and comes back, docker stop is orderly."""
from engine import Container, same, seccomp

CLONE_PIDFD = 0x1000
CLONE_WITH_PIDFD = ("clone", [{"index": 0, "value": CLONE_PIDFD, "valueTwo": CLONE_PIDFD,
                               "op": "SCMP_CMP_MASKED_EQ"}])
WANTED = {"clone3": "clone3", "clone-pidfd": CLONE_WITH_PIDFD, "pidfd-open": "pidfd_open",
          "pidfd-send": "pidfd_send_signal", "close-range": "close_range",
          "memfd": "memfd_create"}


def works(name, denied, error):
    container = Container("--strategy=one-for-one",
                          "+++", "-n", "a", "/act", "stray", "ids", "catch", "TERM", "0", "wait",
                          "+++", "-n", "b", "/act", "ids", "catch", "TERM", "0", "wait",
                          options=seccomp(f"{name}-{error}", denied, error))
    pid, _ = container.pids("a", "b")
    container.end(pid)
    container.pids("a")
    same(container.stop(), 0, f"the exit code without {name} (errno {error})")
    container.remove()


for error in (1, 38):  # EPERM, ENOSYS
    for name, denied in WANTED.items():
        works(name, [denied], error)
    works("any-of-them", list(WANTED.values()), error)
