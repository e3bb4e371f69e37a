"""--termination-message: the text of event=exit, and that of a refused line; off: nothing."""
import os

from lib import actor, check, child, same, supervisor


def refused_lines(t, log, bare):
    """A line that is refused is told of there, too, under baton's own name."""
    with open(log, "w"):
        pass
    refused = t.baton("--restrat=never", actor("exit:0"), **bare)
    refused.ends(2)
    said = refused.err.lines[-1].text + "\n"
    with open(log) as file:
        same(file.read(), said, "what a refused line leaves there")
    t.baton("--user=nobody-of-that-name", actor("exit:0"), **bare).ends(2)
    with open(log) as file:
        same(file.read(), said, "what stood there")
    os.truncate(log, 0)
    t.baton("--user=nobody-of-that-name", actor("exit:0"), **bare).ends(2)
    with open(log) as file:
        check("nobody-of-that-name" in file.read(), "an unknown user")
    os.truncate(log, 0)
    t.named("tini", "-x", **bare).ends(1)
    same(os.path.getsize(log), 0, "bytes under another name")
    os.unlink(log)


def case(t):
    path = t.path("message")
    b = t.baton(f"--termination-message={path}", supervisor("app/"),
                child("app/db", actor("exit:3")))
    b.ends(3)
    with open(path) as file:
        text = file.read()
    check("app/db" in text and "exit" in text and "3" in text and len(text.splitlines()) == 1, text)
    check(text.startswith("event=exit code=3 child=app/db reason=exit "), text)
    last = b.err.lines[-1].text
    same(text, last[last.index("event="):] + "\n", "the message and the last line")

    # A FILE that is named is written whatever is in it and whatever the code, by a classic init too.
    t.baton(f"--termination-message={path}", actor("exit:0")).ends(0)
    with open(path) as file:
        check("actor" in file.read(), "what a classic init was asked to write")

    # The default: /dev/termination-log, if it is an empty file and the code is not 0.
    root = t.root(files={"/dev/termination-log": ""})
    log = root + "/dev/termination-log"
    bare = {"mounts": False, "world": f"mounts root:{root}"}
    supervised = "--restart=never", "--start-timeout=9s"
    t.baton(*supervised, actor("exit:0"), **bare).ends(0)
    same(os.path.getsize(log), 0, "bytes after an end with 0")
    t.baton(*supervised, actor("die:KILL"), **bare).ends(137)
    with open(log) as file:
        text = file.read()
    check("actor" in text and "signal" in text, text)
    t.baton(*supervised, actor("exit:5"), **bare).ends(5)
    with open(log) as file:
        same(file.read(), text, "what stood there")
    os.truncate(log, 0)
    t.baton(*supervised, "--termination-message=off", actor("exit:4"), **bare).ends(4)
    same(os.path.getsize(log), 0, "bytes with off")
    t.baton(actor("exit:4"), **bare).ends(4)
    same(os.path.getsize(log), 0, "bytes of a classic init")
    os.unlink(log)
    t.baton(*supervised, actor("exit:4"), **bare).ends(4)
    check(not os.path.exists(log), "it is not created")

    refused_lines(t, log, bare)

    # A file that cannot be written changes nothing, and no link is followed: a child may have put it
    # there.
    t.baton("--termination-message=/no/such/dir/file", actor("exit:4")).ends(4)
    os.rename(path, t.path("kept"))
    os.symlink(t.path("kept"), path)
    before = os.path.getsize(path)
    t.baton(f"--termination-message={path}", actor("exit:117")).ends(117)
    same(os.path.getsize(path), before, "bytes behind a link")
    os.symlink(t.path("kept"), log)
    t.baton(*supervised, actor("exit:4"), **bare).ends(4)
    same(os.path.getsize(path), before, "bytes behind a link at the default place")
