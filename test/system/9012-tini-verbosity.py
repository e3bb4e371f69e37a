"""Lines on stderr, more of them with each -v; TINI_VERBOSITY overrides the options."""
import re

from lib import actor, check, same

LINES = (
    r"\[INFO  tini \(1\)\] Spawned child process '.*' with pid '\d+'",
    r"\[DEBUG tini \(1\)\] Received SIGCHLD",
    r"\[DEBUG tini \(1\)\] Reaped child with pid: '\d+'",
    r"\[INFO  tini \(1\)\] Main child exited .*'3'.*",
)


def case(t):
    run = actor("exit:3")
    same(t.said("tini", "--", run), (3, "", ""), "without")
    for words, env, lines in ((["-v"], None, LINES[::3]), (["-vv"], None, LINES),
                              ([], "2", LINES[::3]), ([], "3", LINES), (["-vvv"], "1", ()),
                              (["-vvv"], "0", ())):
        env = {"TINI_VERBOSITY": env} if env else {}
        code, out, err = t.said("tini", words, "--", run, env=env)
        same((code, out), (3, ""), f"{words} {env}")
        found = err.splitlines()
        check(len(found) == len(lines) and all(map(re.fullmatch, lines, found)),
              f"{words} {env}: {err!r}")
    b = t.named("tini", "-vvv", "--", actor("report:HUP say:up pause"))
    b.event("up")
    b.kill("HUP")
    b.got("HUP")
    b.says("Passing signal: 'SIGHUP'")
    b.kill("KILL")
    b.ends(-9)
