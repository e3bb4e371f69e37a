"""A stderr whose reader is gone (EPIPE), or that is a full disk, ends nothing."""
import os

from lib import actor


def case(t):
    reader, writer = os.pipe()
    os.close(reader)
    full = os.open("/dev/full", os.O_WRONLY)
    for stderr in (writer, full):
        b = t.baton("--restart=always", "--backoff=0", "--max-restarts=unlimited",
                    "--log-level=debug", actor("gen:1-20 [ exit:1 ] say:up pause"), err=stderr)
        b.event("up", gen=21)
        b.kill("TERM")
        b.ends(0)
        t.baton("--log-level=debug", "/nowhere", err=stderr).ends(127)
        t.baton("--no-such-option", err=stderr).ends(2)
