"""Started as a background job: the terminal stays with the shell, nobody is stopped by it."""
import lib
from lib import actor, same


def case(t):
    tty = t.terminal()
    # The actor is the shell: leader of the session, its own group in the foreground.
    shell = t.start(actor("tty fork [ setpgid --", lib.BATON, *actor("say:up until:USR1 exit:3"),
                          "] report:INT say:shell until:USR2 foreground wait foreground",
                          "until:TERM"), tty=tty)
    home, up = shell.event("shell"), shell.event("up")
    child = lib.Proc(up.pid)
    same((child.session, child.state == "T"), (home.pid, False), "its session; is it stopped")
    tty.type("\x03")
    same(shell.got("INT").pid, home.pid, "who got the Ctrl-C")
    shell.kill("USR2")
    same(shell.event("foreground")["group"], str(home.pid), "the foreground group")
    shell.kill_child(up, "USR1")
    same(shell.event("foreground")["group"], str(home.pid), "the foreground group at the end")
