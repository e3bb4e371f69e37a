"""An unknown user, a number without a group, a change without the privilege: 2, nothing started."""
from lib import actor, child, same


def case(t):
    root = t.root(files={"/etc/passwd": "app:x:1000:1000::/:/bin/sh\n",
                         "/etc/group": "app:x:1000:\n"})
    bare = ["mounts", f"root:{root}"]
    for option, world in (("nobody-here", bare), ("app:no-such-group", bare), ("4711", bare),
                          ("app", [*bare, "uid:500"]), ("app", [*bare, "no-caps"]),
                          ("1000:1001", [*bare, "uid:1000"])):
        b = t.baton(child("first", actor("say:up pause")),
                    child("second", f"--user={option}", actor("say:up pause")), mounts=False,
                    world=world)
        b.ends(2)
        same(len(b.err.lines), 1, f"messages: {b.err.text()}")
        same(b.count("up"), 0, "starts")
    # The ids we have already need no privilege.
    b = t.baton("--user=1000:1000", actor("exit:3"), mounts=False, world=[*bare, "uid:1000"])
    b.ends(3)
