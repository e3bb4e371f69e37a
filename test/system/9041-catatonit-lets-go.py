"""catatonit closes what it inherited from fd 3 on, which the child keeps, and goes to /."""
import os

from lib import actor, same


def lets_go(t, world):
    reader, writer = os.pipe()
    b = t.named("catatonit", "--", actor("report:USR1 say:up until:TERM exit:0"), keep=(writer,), world=world)
    child = b.of(b.event("up"))
    pipe = os.readlink(f"/proc/self/fd/{writer}")
    same(pipe in child.fds().values(), True, "the child has the pipe")
    b.kill("USR1")
    b.got("USR1")  # forwarded by a catatonit that has let go by now
    same(pipe in b.proc.fds().values(), False, "catatonit has the pipe")
    same(os.readlink(f"/proc/{b.pid}/cwd"), "/", "its directory")
    b.kill("TERM")
    b.ends(0)
    os.close(reader)
    os.close(writer)


def case(t):
    lets_go(t, [])
    # before 5.9, and in the default filters of older engines
    for error in ("ENOSYS", "EPERM"):
        lets_go(t, [f"forbid:close_range={error}"])
