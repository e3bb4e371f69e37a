"""--user by name, by number and with a group: uid, gid, supplementary groups, and HOME, USER and
LOGNAME of its account, unless --env says otherwise."""
from lib import actor, child, same

PASSWD = "root:x:0:0::/:/bin/sh\napp:x:1000:1001::/home/app:/bin/sh\nother:x:1005:1006::/:/bin/sh\n"
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
            it = b.of(b.event("up"))
            same(it.status("Uid").split(), [str(uid)] * 4, f"uids of {option}")
            same(it.status("Gid").split(), [str(gid)] * 4, f"gids of {option}")
            if groups is not None:
                got = {int(word) for word in it.status("Groups").split()}
                same(got - {gid}, groups - {gid}, f"groups of {option}")
            env = dict(it.environment())
            wanted = ("/h", "u", None) if uid == 7777 else ("/home/app", "app", "app")
            same(tuple(env.get(key) for key in ("HOME", "USER", "LOGNAME")), wanted,
                 f"what the account of {option} says")
            b.kill("KILL")
            b.ended()
    # Each clause its own; --env and --unset-env win, wherever they stand.
    b = t.baton("--env=USER=global", child("app", "--user=app", actor("say:up pause")),
                child("other", "--env=HOME=/own", "--unset-env=LOGNAME", "--user=other",
                      actor("say:up pause")), child("again", "--user=app", actor("say:up pause")),
                child("baton", actor("say:up pause")), mounts=False,
                world=["mounts", f"root:{root}", "proc"], env={"PATH": "/bin", "HOME": "/h"})
    for name, wanted in (("app", ("/home/app", "global", "app")),
                         ("other", ("/own", "global", None)),
                         ("again", ("/home/app", "global", "app")),
                         ("baton", ("/h", "global", None))):
        env = b.of(b.event("up", name=name)).environment()
        same(len(dict(env)), len(env), "no variable twice")
        same(tuple(dict(env).get(key) for key in ("HOME", "USER", "LOGNAME")), wanted, name)
    b.kill("TERM")
    b.ends(0)
