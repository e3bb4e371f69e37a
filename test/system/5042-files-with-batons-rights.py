"""A FILE of --stdout and --stderr is opened with baton's rights where the child's user has none, also
through a link of root's; what is made then is the child's. Where the user has the right, it is as if
the user had opened it."""
import os
import stat

from lib import actor, child, same


def said(path):
    with open(path) as file:
        return file.read()


def owner(path):
    found = os.stat(path)
    return found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)


def case(t):
    user = f"--user={t.uid}:{t.uid}"
    private = t.directory("private")
    os.chmod(private, 0o700)
    new, old, link = (os.path.join(private, name) for name in ("new", "old", "link"))
    with open(old, "w") as file:
        file.write("before\n")
    os.chmod(old, 0o600)
    os.symlink("old", link)
    os.symlink(private, t.path("way"))
    line = user, "--umask=027"
    for path in (new, old, link, t.path("way/./../way//old"), t.path("way/late")):
        t.baton(line, f"--stderr={path}", actor("complain:trouble exit:0")).ends(0)
    t.baton(user, f"--cwd={t.dir}", "--stderr=way/old", actor("complain:here exit:0")).ends(0)
    same((said(new), said(old), said(t.path("private/late"))),
         ("trouble\n", "before\n" + 3 * "trouble\n" + "here\n", "trouble\n"), "what is in the files")
    same((owner(new), owner(old)), ((t.uid, t.uid, 0o640), (0, 0, 0o600)), "whose they are")
    # What has no path any more has one in /proc.
    gone = os.open(t.path("gone"), os.O_RDWR | os.O_CREAT | os.O_APPEND)
    os.unlink(t.path("gone"))
    t.baton("--stderr=/dev/stdout", actor("complain:trouble exit:0"), out=gone).ends(0)
    same(os.pread(gone, 99, 0), b"trouble\n", "what is in a file that was removed")
    # Several children make it at the same time, and all of them write to it.
    many = t.path("private/many")
    t.baton("--auto-shutdown=all", user, f"--stderr={many}",
            [child(f"c{i}", "--after=none", actor("complain:trouble exit:0")) for i in range(30)]
            ).ends(0)
    same(said(many), 30 * "trouble\n", "lines of thirty children")
    # A directory of the user's: it makes the file, and its own links are as good as any.
    theirs = t.directory("theirs")
    os.chown(theirs, t.uid, t.uid)
    os.symlink(t.path("theirs/out"), t.path("theirs/link"))
    os.lchown(t.path("theirs/link"), t.uid, t.uid)
    for root in ((), (user,)):
        os.chmod(theirs, 0o777)
        t.baton(user, "--stdout=" + t.path("theirs/link"), actor("say:up exit:0")).ends(0)
    same((owner(t.path("theirs/out")), len(said(t.path("theirs/out")).splitlines())),
         ((t.uid, t.uid, 0o644), 2), "a file in a directory of its own")
