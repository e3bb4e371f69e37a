"""The child's group is the terminal's foreground: Ctrl-C reaches it once, and HUP on a hang-up; at
the end the group that had it before has it again."""
import lib
from lib import actor, same


def case(t):
    for name, words in (("tini", ["-s"]), ("catatonit", [])):
        tty = t.terminal()
        b = t.named(name, words, "--", actor("report:INT say:up until:USR1 exit:3"), world=["tty"],
                    tty=tty)
        up = b.event("up")
        same(b.of(up).stat()[5], str(b.of(up).group), "the foreground group is the child's")
        tty.type("\x03")
        b.event("got")
        b.kill_child(up, "USR1")
        b.ends(3)
        same(b.count("got"), 1, "INTs")
        tty = t.terminal()
        shell = t.start(actor(f"tty fork [ argv0:{name} --", lib.BATON, *words, "--",
                              *actor("say:up until:USR1 exit:1"),
                              "] say:shell wait foreground until:TERM"), tty=tty)
        home, up = shell.event("shell"), shell.event("up")
        same(lib.Proc(up.pid).stat()[5], str(up.pid), "the foreground group")
        shell.kill_child(up, "USR1")
        same(shell.event("foreground")["group"], str(home.pid), "the foreground group at the end")
