"""A process of baton's own uid cannot write to the arena; it can read it, and a child's mailbox
still arrives."""
import ctypes
import errno
import fcntl
import json
import mmap
import os
import struct

from lib import LIBC, actor, arena, check, child, libc, same

PR_SET_NO_NEW_PRIVS = 38
F_ADD_SEALS, F_SEAL_WRITE = 1033, 8
PUNCH_HOLE = 3  # FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE
PAGE = 4096


def fall(fd, size):
    if LIBC.fallocate(fd, PUNCH_HOLE, ctypes.c_long(0), ctypes.c_long(size)) != 0:
        raise OSError(ctypes.get_errno(), "fallocate")


def error_of(act, *arguments):
    try:
        act(*arguments)
    except OSError as error:
        return errno.errorcode[error.errno]
    return "none"


def attempts(path):
    """What the kernel says to each way of changing the memory behind `path`."""
    os.chmod(path, 0o600)
    fd = os.open(path, os.O_RDWR)
    size = os.fstat(fd).st_size
    return {
        "write": error_of(os.pwrite, fd, b"\xff" * size, 0),
        "punch a hole": error_of(fall, fd, size),
        "shrink": error_of(os.ftruncate, fd, 0),
        "grow": error_of(os.ftruncate, fd, size + PAGE),
        "map": error_of(mmap.mmap, fd, size),
        "seal": error_of(fcntl.fcntl, fd, F_ADD_SEALS, F_SEAL_WRITE),
    }


def as_user(uid, what, *arguments):
    """What a process of that uid says, which can gain no privileges."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            libc("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
            os.write(writer, json.dumps(what(*arguments)).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as said:
        return json.loads(said.read())


def shows(path, pid):
    """Whether the table can be read there, and names a process of that number."""
    with open(path, "rb") as file:
        table = file.read()
    return table.startswith(b"/btable") and struct.pack("i", pid) in table


def refused(b, uid, pid):
    path = arena(b)
    before = as_user(uid, shows, path, pid)
    same(set(as_user(uid, attempts, path).values()), {"EPERM"}, f"errors as {uid}")
    same((before, as_user(uid, shows, path, pid)), (True, True), "readers see the child")


def case(t):
    for uid in (0, t.uid):
        world = [f"uid:{uid}"] if uid else []
        b = t.baton(actor("say:up until:TERM exit:5"), world=world)
        refused(b, uid, b.event("up").pid)
        b.kill("TERM")
        b.ends(5)
        b = t.baton("--strategy=one-for-one",
                    child("db", "--ready=fd:4", actor("say:up until:USR1 ready:4 until:TERM exit:0")),
                    child("api", ["/no/such/thing"]), world=world)
        up = b.event("up")
        refused(b, uid, up.pid)
        b.kill_child(up, "USR1")
        b.ends(127)
        ended = b.log("ended", child="api")
        check((ended["step"], ended["error"]) == ("exec", "ENOENT"), ended.text)
