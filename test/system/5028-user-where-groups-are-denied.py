"""--user with the ids that are ours, in a user namespace where nobody may set groups."""
import shutil

import lib
from lib import actor, same


def case(t):
    unshare = [shutil.which("unshare", path=lib.PATH), "--user", "--map-root-user"]
    for option, code in (("root", 3), ("0:0", 3)):
        b = t.start(actor("mounts proc --", *unshare, lib.BATON, f"--user={option}", *actor("exit:3")),
                    new_pid=True)
        b.ends(code)
