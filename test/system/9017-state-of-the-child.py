"""Under each name: the child's group, session, mask, dispositions, directory and fds."""
import os

from lib import Proc, actor, same

INHERITED = ["ignore:HUP,CHLD,TTIN,RTMIN+1", "block:USR2,TERM,RTMIN+2"]
IGNORED = {1, 17, 21, 35}
BLOCKED = {12, 15, 36}


def case(t):
    for name, words in (("tini", []), ("dumb-init", []), ("dumb-init", ["-c"]), ("catatonit", [])):
        plain = name == "dumb-init"
        b = t.named(name, words, "--", actor("report:USR1 say:up pause"), world=[*INHERITED, "chdir:/tmp"])
        child = b.of(b.event("up"))
        told = f"{name} {words}"
        same(child.signals("SigIgn"), {35} if plain else IGNORED, f"{told}: ignored")
        same(child.signals("SigBlk"), set() if plain else BLOCKED, f"{told}: blocked")
        same(child.signals("SigCgt"), {10}, f"{told}: caught")
        own = {"group": child.group == child.pid, "session": child.session == child.pid}
        same(own, {"group": words != ["-c"], "session": name == "dumb-init" and not words}, told)
        if words == ["-c"]:
            same(child.group, b.proc.group, f"{told}: its group is dumb-init's")
        same(sorted(child.fds()), [0, 1, 2], f"{told}: fds")
        same(os.readlink(f"/proc/{child.pid}/cwd"), "/tmp", f"{told}: directory")
        b.kill("USR1")
        b.got("USR1")  # so by now it has let go of its own
        same(os.readlink(f"/proc/{b.pid}/cwd"), "/tmp" if name == "tini" else "/",
             f"{told}: its own directory")
        same(child.limit("Max open files"), Proc(os.getpid()).limit("Max open files"), told)
        b.kill("KILL")
        b.ends(-9)
