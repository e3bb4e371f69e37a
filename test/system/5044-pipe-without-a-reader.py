"""A FILE that is a pipe without a reader is an error that names it, and not a wait for one; with a
reader the child writes to it, and finds no O_NONBLOCK there."""
import os

from lib import actor, same


def case(t):
    path = t.path("pipe")
    os.mkfifo(path, 0o622)
    for user in ((), (f"--user={t.uid}:{t.uid}",)):
        b = t.run("--start-timeout=1h", user, f"--stdout={path}", actor("say:up pause"))
        same((b.result, b.logged("ended", step="stdout", error="ENXIO", path=path)),
             (126, 1), "without one")
        reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        b = t.run(user, f"--stdout={path}", actor("nonblock:1 exit:0"))
        same(b.result, 0, "with one")
        same(os.read(reader, 4096).decode().split()[-2:], ["fd=1", "was=0"], "what it has said")
        os.close(reader)
