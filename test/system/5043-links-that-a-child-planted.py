"""With root's rights no link is followed that somebody else has made, wherever in the path it is, nor
written to a file of several names; neither to a FILE nor to a termination message."""
import os

import lib
from lib import actor, same


def case(t):
    victim = t.file("victim", "secret\n", 0o600)
    theirs = t.directory("theirs")
    os.chown(theirs, t.uid, t.uid)
    user = f"--user={t.uid}:{t.uid}"
    link, way, name = (os.path.join(theirs, name) for name in ("link", "way", "name"))
    os.symlink(victim, link)
    os.symlink(t.dir, way)
    for path in (link, way):
        os.lchown(path, t.uid, t.uid)
    os.link(victim, name)
    before = os.listdir(t.dir)
    for path, error in ((link, "ELOOP"), (way + "/victim", "ELOOP"), (way + "/new", "ELOOP"),
                        (name, "EPERM")):
        for who in ((), (user,)):
            b = t.run(who, f"--stdout={path}", "--start-timeout=1h", actor("say:up exit:0"))
            same((b.result, b.logged("ended", step="stdout", error=error)), (126, 1),
                 f"{path} as {who}")
        t.baton(f"--termination-message={path}", "--start-timeout=1h", actor("exit:3")).ends(3)
    with open(victim) as file:
        same(file.read(), "secret\n", "what is in the file")
    same(os.listdir(t.dir), before, "what was made")
    # What is circular ends, and what has no end is no name.
    os.symlink("circle", t.path("circle"))
    for path, error in ((t.path("circle"), "ELOOP"), ("/" + 256 * "n", "ENAMETOOLONG"),
                        (t.path("victim/x"), "ENOTDIR"), (t.path("no/x"), "ENOENT")):
        b = t.run(f"--stdout={path}", "--start-timeout=1h", actor("say:up exit:0"))
        same((b.result, b.logged("ended", step="stdout", error=error)), (126, 1), path)
    # Who has no other rights than the one who made the link may follow it.
    os.chmod(victim, 0o666)
    b = t.run(f"--stdout={link}", actor("say:up exit:0"), world=[f"uid:{t.uid}"])
    same(b.result, 0, "as the same user")
