"""Lines that a blocked stderr swallowed are counted, and the count is said when it flows again."""
import fcntl
import os

from lib import Stream, actor, check


def case(t):
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    os.set_blocking(writer, False)
    os.write(writer, b"x" * 4095 + b"\n")
    os.set_blocking(writer, True)
    b = t.baton("--restart=always", "--backoff=0", "--max-restarts=unlimited",
                actor("say:up gen:1-5 [ exit:1 ] pause"), err=writer)
    os.close(writer)
    b.event("up", gen=6)
    b.err = Stream(reader)  # from here on it is read
    b.err.read()
    b.kill("TERM")
    b.ends(0)
    check("dropped" in b.err.text(), b.err.text()[-600:])
