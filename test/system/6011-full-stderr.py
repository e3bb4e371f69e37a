"""A stderr that is full and never read blocks nothing: restarts and the stop go on."""
import fcntl
import os

from lib import actor, check


def case(t):
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    os.set_blocking(writer, False)
    os.write(writer, b"x" * 4096)
    os.set_blocking(writer, True)
    b = t.baton("--restart=always", "--backoff=0", "--max-restarts=unlimited", "--log-level=debug",
                actor("gen:1-100 [ exit:1 ] say:up pause"), err=writer)
    b.event("up", gen=101)
    b.kill("TERM")
    b.ends(0)
    # In a classic init too, and for a message at the end.
    t.baton("--log-level=debug", "/nowhere", err=writer).ends(127)
    # The flag of a shared description is the others' business: it is as we made it.
    check(os.get_blocking(writer), "the pipe's flags are as they were")
    os.close(reader)
