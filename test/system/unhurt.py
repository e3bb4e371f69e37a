"""Whether the starts of its children have hurt a baton.

A child that shares its memory until it executes would, by a change of ids, make it undumpable for
good, and what such a child writes to oom_score_adj the kernel gives to both. No line of a log tells
of either, so every case looks while it runs, at each event that it waits for.
"""

import ctypes
import os
import platform

LIBC = ctypes.CDLL(None, use_errno=True)
SYS_PTRACE = 1 << 19
GET_ROBUST_LIST = {"x86_64": 274}.get(platform.machine(), 100)


class Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class Data(ctypes.Structure):
    _fields_ = [("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32),
                ("inheritable", ctypes.c_uint32)]


def capabilities(name, data):
    if getattr(LIBC, name)(ctypes.byref(Header(0x20080522, 0)), data) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")


def may_be_looked_into(pid):
    """Of a process of our own uid, which only its dumpable flag keeps from us while the capability
    that overrides it is not effective. (Permitted it stays: the kernel asks for all that it has.)"""
    data, without = (Data * 2)(), (Data * 2)()
    capabilities("capget", data)
    ctypes.memmove(without, data, ctypes.sizeof(data))
    without[0].effective &= ~SYS_PTRACE
    head, size = ctypes.c_void_p(), ctypes.c_size_t()
    capabilities("capset", without)
    result = LIBC.syscall(GET_ROBUST_LIST, pid, ctypes.byref(head), ctypes.byref(size))
    code = ctypes.get_errno()
    capabilities("capset", data)
    if result != 0 and code == 3:
        raise ProcessLookupError(code, os.strerror(code))
    return result == 0


def has_memory(pid):
    """Not, from the moment on when it begins to end."""
    with open(f"/proc/{pid}/statm", "rb") as file:
        return file.read().split()[0] != b"0"


def is_dumpable(pid):
    """Root owns the files in /proc of another user's process that is not."""
    uid = os.stat(f"/proc/{pid}").st_uid
    if uid == os.geteuid():
        return may_be_looked_into(pid)
    return os.stat(f"/proc/{pid}/fd").st_uid == uid or not has_memory(pid)


def score(pid):
    with open(f"/proc/{pid}/oom_score_adj", "rb") as file:
        return int(file.read())


def harm(pid, private):
    """What has happened to it, or None; nothing happens any more to one that is gone."""
    try:
        if score(pid) != score("self"):
            return f"its oom_score_adj is {score(pid)}, not {score('self')}"
        if is_dumpable(pid) == private and has_memory(pid):
            return "it is dumpable in spite of --private" if private else "it is dumpable no longer"
    except (FileNotFoundError, ProcessLookupError):
        pass
    return None
