"""A child of another user can open /dev/stdout and /dev/stderr: the pipe behind them lets it, and in a
container the terminal. A named pipe, and a terminal where baton is not PID 1, stay as they are."""
import os
import stat

from lib import actor, child, same

SHELL, OPENS = "/bin/sh", "(: >/dev/stdout) 2>/dev/null || exit 7"
PLAY = "touch:/dev/stdout touch:/dev/stderr exit:0"


def mode(fd):
    return stat.S_IMODE(os.fstat(fd).st_mode)


def case(t):
    user = f"--user={t.uid}:{t.uid}"
    for pid1 in (True, False):
        b = t.run(user, actor(PLAY), pid1=pid1)
        same((b.result, b.out.rest, b.err.rest), (0, b".", b"."), "a classic init's child")
    quiet = "--log-level=error", "--auto-shutdown=all"
    b = t.run(quiet, child("a", user, actor(PLAY)), child("b", f"--user={t.uid + 1}:0", actor(PLAY)))
    same((b.result, b.out.rest, b.err.rest), (0, b"..", b".."), "two users under supervision")
    b = t.run(quiet, child("a", user, "--stderr=/dev/stdout", actor("complain:one exit:0")),
              child("b", user, "--stdout=/dev/stderr", actor("say:two exit:0")))
    same((b.result, b.out.text(), b.err.text().split()[0]), (0, "one\n", "two"), "as a FILE")
    for pid1, code, left in ((True, 0, 0o622), (False, 7, 0o600)):
        tty = t.terminal()
        inside = os.dup(tty.slave)
        os.fchmod(inside, 0o600)
        b = t.baton("--auto-shutdown=all", child("a", user, [SHELL, "-c", OPENS]),
                    child("b", actor("exit:0")), world=["tty"], tty=tty, pid1=pid1)
        b.ends(code)
        same(mode(inside), left, f"the terminal's mode, as PID 1: {pid1}")
        os.close(inside)
    path = t.path("named")
    os.mkfifo(path, 0o600)
    named = os.open(path, os.O_RDWR)
    t.baton(user, actor("exit:0"), out=named).ends(0)
    same(mode(named), 0o600, "a named pipe's mode")
