"""A kernel or profile without pidfds, clone3 and close_range: ENOSYS and EPERM, one and all."""
from lib import load

works = load("6002-no-proc").works
CALLS = ["pidfd_open", "pidfd_send_signal", "clone3", "close_range", "clone-pidfd", "waitid-pidfd"]


def case(t):
    for error in ("ENOSYS", "EPERM", "EINVAL"):
        for calls in ([call] for call in CALLS):
            works(t, ["mounts", "proc", f"forbid:{calls[0]}={error}"])
        works(t, ["mounts", "proc", f"forbid:{','.join(CALLS)}={error}"])
        works(t, ["forbid:" + ",".join(CALLS) + "=" + error], pid1=False)
