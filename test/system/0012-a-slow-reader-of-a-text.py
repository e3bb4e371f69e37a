"""A text that was asked for arrives whole on a full pipe that does not block, and baton sleeps until
there is room."""
import fcntl
import os

from lib import PIPE_BYTES, check, same


def case(t):
    help_text = t.run("--help").out.text()
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    os.set_blocking(writer, False)
    os.write(writer, b"x" * 4096)
    b = t.baton("--help", out=writer)
    t.watch_for(0.5)
    check(b.result is None and b.proc.ticks <= 10, f"ended with {b.result}, or {b.proc.ticks} ticks")
    os.close(writer)
    text = b""
    while piece := os.read(reader, PIPE_BYTES):
        text += piece
    same(text[4096:].decode(), help_text, "what was read")
    b.ends(0)
