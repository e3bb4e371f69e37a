"""--user by name, by number and with a group: uid, gid and supplementary groups."""
from lib import actor, same

PASSWD = "root:x:0:0::/:/bin/sh\napp:x:1000:1001::/:/bin/sh\nother:x:1005:1006::/:/bin/sh\n"
GROUP = "root:x:0:\napp:x:1001:\nextra:x:2000:app,other\nmore:x:2001:other,app\nlone:x:3000:\n"


def case(t):
    root = t.root(files={"/etc/passwd": PASSWD, "/etc/group": GROUP})
    for option, uid, gid, groups in (("app", 1000, 1001, {2000, 2001}),
                                     ("app:lone", 1000, 3000, set()), ("1000", 1000, 1001, None),
                                     ("7777:8888", 7777, 8888, set()),
                                     ("app:2001", 1000, 2001, set()),
                                     ("1000:extra", 1000, 2000, set())):
        for mode in ([], ["--restart=always"]):
            b = t.baton(mode, f"--user={option}", actor("say:up pause"), mounts=False,
                        world=["mounts", f"root:{root}", "proc"],
                        env={"PATH": "/bin", "HOME": "/h", "USER": "u"})
            child = b.of(b.event("up"))
            same(child.status("Uid").split(), [str(uid)] * 4, f"uids of {option}")
            same(child.status("Gid").split(), [str(gid)] * 4, f"gids of {option}")
            if groups is not None:
                got = {int(word) for word in child.status("Groups").split()}
                same(got - {gid}, groups - {gid}, f"groups of {option}")
            env = dict(child.environment())
            same((env["HOME"], env["USER"]), ("/h", "u"), "HOME and USER are not touched")
            b.kill("KILL")
            b.ended()
