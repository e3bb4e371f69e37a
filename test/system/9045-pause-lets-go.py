"""catatonit -P, for which there is no child to wait for, closes what it inherited, and goes to /."""
import os

from lib import same


def case(t):
    reader, writer = os.pipe()
    tty = t.terminal()
    b = t.named("catatonit", "-P", keep=(writer,), world=["tty", "chdir:/tmp"], tty=tty)
    os.close(writer)
    t.wait(lambda: os.readlink(f"/proc/{b.pid}/cwd") == "/", "its directory", b, watch=(reader, 0))
    same(os.read(reader, 1), b"", "the end of the pipe")
    fds = b.proc.fds().items()
    same([what for fd, what in fds if fd > 2 and ("pts" in what or "tty" in what)], [], "terminals")
    b.kill("TERM")
    b.ends(0)
    os.close(reader)
