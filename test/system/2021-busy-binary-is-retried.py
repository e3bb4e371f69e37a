"""A command that is being written (ETXTBSY) is tried again, with the backoff, until it can run."""
import os
import shutil

import lib
from lib import check


def case(t):
    for options in ([], ["--restart=always"]):  # in a classic init too
        busy = t.path("busy")
        shutil.copy(lib.ACTOR, busy)
        os.chmod(busy, 0o755)
        writer = os.open(busy, os.O_WRONLY)
        b = t.baton(options, "--log-level=info", "--backoff=10ms", busy, "say:up", "pause")
        b.log("retry")
        b.log("retry")
        check(b.count("up") == 0, "nothing runs yet")
        os.close(writer)
        up = b.event("up")
        if options:
            check(up["gen"] == "1", "a retry takes no generation")
        b.kill("TERM")
        b.ends(0 if options else 143)
