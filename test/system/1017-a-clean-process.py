"""The child starts with nothing blocked, nothing ignored, no strange fd, in a group of its own; a
classic init's in baton's session, so that it may lead one itself."""
import os

from lib import Proc, actor, same


def case(t):
    b = t.baton(actor("say:up pause"))
    child = b.of(b.event("up"))
    for key in ("SigBlk", "SigIgn", "SigCgt", "SigPnd", "ShdPnd"):
        same(child.signals(key), set(), key)
    same(sorted(child.fds()), [0, 1, 2], "its fds")
    same((child.session, child.group), (b.proc.session, child.pid), "session and group")
    same(child.limit("Max open files"), Proc(os.getpid()).limit("Max open files"),
         "the limit of open files")
    b.kill("KILL")

