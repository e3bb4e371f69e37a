"""A child of another uid can do nothing to PID 1 but read its words. One of baton's own uid can do what it
likes, tracing and memory included; with --private it can only send signals and set limits. KILL and STOP from inside do nothing in any case."""
import shutil

import lib
from lib import actor, child, same

REACH = ("trace", "memory", "environ", "fds", "take-fd", "signal", "limit", "cmdline")
# Root's capabilities in Docker: among those that it has not are SYS_PTRACE and PERFMON.
DOCKERS = ("-all,+chown,+dac_override,+fsetid,+fowner,+mknod,+net_raw,+setgid,+setuid,+setfcap,+setpcap,"
           "+net_bind_service,+sys_chroot,+kill,+audit_write")
NOBODY = {"cmdline"}
ANYTHING = set(REACH)
SIGNALS = {"signal", "limit", "cmdline"}


def reached(t, expected, *words, world=()):
    """Who can do what to PID 1: `expected` is what each child can."""
    b = t.baton("--restart=never", "--auto-shutdown=all", *words, child("idle", actor("exit:0")), world=world)
    for name, may in expected.items():
        line = b.event("reach", name=name)
        same({what for what in REACH if line[what] == "yes"}, may, f"what {name} may")
    b.ends(0)


def case(t):
    own = t.uid
    meddler = actor("reach:1 kill:KILL=1 kill:STOP=1 exit:0")
    looker = actor("reach:1 exit:0")
    setpriv = shutil.which("setpriv", path=lib.PATH)
    engine = ["--", setpriv, f"--bounding-set={DOCKERS}", "--inh-caps=-all", lib.ACTOR]
    for world, other in ((engine, own), ([f"uid:{own}"], None)):
        for private, may in ((), ANYTHING), (["--private"], SIGNALS):
            expected = {"same": may}
            words = [*private, child("same", meddler)]
            if other:
                words += child("other", f"--user={other}:{other}", looker)
                expected["other"] = NOBODY
            reached(t, expected, *words, world=world)
