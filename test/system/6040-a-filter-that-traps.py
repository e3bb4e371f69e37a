"""A seccomp filter that traps optional calls (RET_TRAP) is survived like one that refuses them."""
from lib import load

works = load("6002-no-proc").works
CALLS = ["pidfd_open", "pidfd_send_signal", "clone3", "close_range", "clone-pidfd", "waitid-pidfd",
         "memfd_create", "getrandom"]


def case(t):
    for call in CALLS:
        works(t, ["mounts", "proc", f"forbid:{call}=TRAP"])
    works(t, ["mounts", "proc", f"forbid:{','.join(CALLS)}=TRAP"])
    works(t, ["forbid:" + ",".join(CALLS) + "=TRAP"], pid1=False)
