"""--termination-message: one line with the node's path, the reason and the code; off: nothing."""
import os

from lib import actor, check, child, same, supervisor


def case(t):
    path = t.path("message")
    b = t.baton(f"--termination-message={path}", supervisor("app/"),
                child("app/db", actor("exit:3")))
    b.ends(3)
    with open(path) as file:
        text = file.read()
    check("app/db" in text and "exit" in text and "3" in text and len(text.splitlines()) == 1, text)
    # The default: /dev/termination-log, only if it is there.
    root = t.root(files={"/dev/termination-log": ""})
    bare = {"mounts": False, "world": f"mounts root:{root}"}
    t.baton("--restart=never", "--start-timeout=9s", actor("die:KILL"), **bare).ends(137)
    with open(root + "/dev/termination-log") as file:
        text = file.read()
    check("actor" in text and "signal" in text, text)
    os.truncate(root + "/dev/termination-log", 0)
    t.baton("--termination-message=off", actor("exit:4"), **bare).ends(4)
    same(os.path.getsize(root + "/dev/termination-log"), 0, "bytes with off")
    os.unlink(root + "/dev/termination-log")
    t.baton(actor("exit:4"), **bare).ends(4)
    check(not os.path.exists(root + "/dev/termination-log"), "it is not created")
    # A file that cannot be written changes nothing.
    t.baton("--termination-message=/no/such/dir/file", actor("exit:4")).ends(4)
