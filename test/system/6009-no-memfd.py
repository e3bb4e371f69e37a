"""Without memfd_create, execveat, epoll_pwait2, or getrandom: each has a defined way on."""
from lib import load

works = load("6002-no-proc").works


def case(t):
    for error in ("ENOSYS", "EPERM"):
        for call in ("memfd_create", "execveat", "epoll_pwait2", "getrandom"):
            works(t, ["mounts", "proc", f"forbid:{call}={error}"])
    # A limit on the size of files makes ftruncate fail, with a signal.
    works(t, ["mounts", "proc", "rlimit:FSIZE=0:0"])
