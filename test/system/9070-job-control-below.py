"""An interactive bash below each name has a terminal like docker's -t: Ctrl-C ends or reaches its
job once, Ctrl-Z stops it, bg and fg continue it, a job in the background that reads is stopped."""
import lib
from lib import actor, same

SHELL = ["/bin/bash", "--norc", "--noprofile", "--noediting", "-im"]
JOB = "report:INT,CONT say:job until:USR1 read say:done"


def case(t):
    for name in ("tini", "dumb-init", "catatonit", "baton"):
        for pid1 in (True, False):
            play(t, name, pid1)


def play(t, name, pid1):
    tty = t.terminal()
    words = ["-s"] if name == "tini" and not pid1 else []
    b = t.named(name, words, "--", SHELL, world=["tty"], pid1=pid1, tty=tty)
    tty.type("set -b; PS1=\n")  # tells at once of a job that stops
    tty.type(" ".join(actor(JOB)) + "\n")
    job = b.event("job")
    told = f"{name}, {'PID 1' if pid1 else 'below'}"
    same(b.of(job).stat()[5], str(b.of(job).group), f"{told}: the foreground group")
    tty.type("\x03")
    b.got("INT")
    tty.type("\x1a")
    b.says("Stopped")
    tty.type("bg\n")
    b.got("CONT")
    b.kill_child(job, "USR1")
    t.wait(lambda: b.err.text().count("Stopped") == 2, f"{told}: the stop of a job that reads", b)
    tty.type("fg\n")
    b.got("CONT")
    tty.type("hello\n")
    same(b.event("line")["text"], "hello", f"{told}: what the job has read")
    b.event("done")
    tty.type("exit 7\n")
    b.ends(7)
    same((b.reports("INT"), b.reports("CONT")), (1, 2), f"{told}: INTs and CONTs")
