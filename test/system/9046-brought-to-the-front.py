"""A background job that its shell brings to the front gets the terminal, with the CONT. bash says CONT
to stopped jobs only: for that see 9071."""
import shutil

import lib
from lib import Failure, actor, same


def case(t):
    dash = shutil.which("dash", path=lib.PATH)
    if dash is None:
        raise Failure("dash is missing: install the Debian package dash")
    for name, words in (("tini", ["-s"]), ("catatonit", []), ("baton", [])):
        product = t.path(name)
        shutil.copy(lib.BATON, product)
        tty = t.terminal()
        shell = t.start(actor("tty --", [dash, "-mc", '"$@" & read -r line; fg', "dash",
                                       product, *words, "--",
                                       *actor("report:CONT,INT say:up until:USR1 exit:3")]),
                        tty=tty, err=tty.slave)
        up = shell.event("up")
        child = lib.Proc(up.pid)
        same(child.stat()[5] == str(child.group), False, f"{name}: it has the terminal at first")
        tty.type("\n")
        shell.got("CONT")
        same(child.stat()[5], str(child.group), f"{name}: the foreground group")
        tty.type("\x03")
        shell.got("INT")
        shell.kill_child(up, "USR1")
        shell.ends(3)
        same(shell.reports("INT"), 1, f"{name}: INTs")
