"""--user leaves no capability to another user, also where baton's own user has some that exec keeps, as
podman run --user 1000 --cap-add gives them."""
import shutil

import lib
from lib import actor, same


def case(t):
    setpriv = shutil.which("setpriv", path=lib.PATH)
    keeps = [setpriv, "--reuid=1000", "--regid=1000", "--clear-groups", "--inh-caps=+setuid,+setgid",
             "--ambient-caps=+setuid,+setgid"]
    for option, left in (("2000:2000", 0), ("1000:1000", 1 << 6 | 1 << 7)):
        b = t.start(actor("mounts proc --", *keeps, lib.BATON, f"--user={option}", *actor("say:up pause")),
                    new_pid=True)
        child = b.of(b.event("up"))
        same(child.status("Uid").split()[0], option.split(":")[0], "the uid")
        for line in ("CapPrm", "CapEff", "CapAmb"):
            same(int(child.status(line), 16), left, f"{line} of {option}")
        b.kill("KILL")
        b.ended()
