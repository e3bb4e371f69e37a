"""Started in the background of a shell's session: baton is not stopped, and gives the terminal back."""
import lib
from lib import actor, same


def case(t):
    tty = t.terminal()
    # The actor is the shell: leader of the session, its own group in the foreground.
    shell = t.start(actor("tty", "fork", "[", "setpgid", "--", lib.BATON, *actor("say:up", "until:USR1", "exit:3"),
                          "]", "say:shell", "wait", "say:done", "foreground", "until:TERM"), tty=tty)
    home = shell.event("shell")
    up = shell.event("up")
    child = lib.Proc(up.pid)
    same((child.session, child.stat()[5]), (home.pid, str(child.group)), "its session; the foreground group")
    shell.kill_child(up, "USR1")
    shell.event("done")
    same(shell.event("foreground")["group"], str(home.pid), "the foreground group at the end")
