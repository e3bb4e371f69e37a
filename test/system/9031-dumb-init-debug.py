"""-v and DUMB_INIT_DEBUG=1: the lines that people's scripts know, in their order."""
import re

from lib import actor, check, same

END = (r"\[dumb-init\] Received signal 17\.\n"
       r"\[dumb-init\] A child with PID \d+ exited with exit status 0\.\n"
       r"\[dumb-init\] Forwarded signal 15 to children\.\n"
       r"\[dumb-init\] Child exited with status 0\. Goodbye\.\n")
SPAWNED = r"\[dumb-init\] Child spawned with PID \d+\.\n"


def matches(text, pattern):
    check(re.fullmatch(pattern, text, re.DOTALL), f"{text!r} is not {pattern!r}")


def case(t):
    run = actor("exit:0")
    same(t.said("dumb-init", run), (0, "", ""), "without")
    for flag in ("-v", "--verbose"):
        matches(t.said("dumb-init", flag, "-c", run)[2], SPAWNED + END)
        matches(t.said("dumb-init", flag, run)[2], ".*setsid complete.*" + END)
    matches(t.said("dumb-init", "-c", run, env={"DUMB_INIT_DEBUG": "1"})[2],
            r"\[dumb-init\] Running in debug mode\.\n" + SPAWNED + END)
    matches(t.said("dumb-init", run, env={"DUMB_INIT_DEBUG": "1", "DUMB_INIT_SETSID": "0"})[2],
            r"\[dumb-init\] Running in debug mode\.\n"
            r"\[dumb-init\] Not running in setsid mode\.\n" + SPAWNED + END)
    same(t.said("dumb-init", run, env={"DUMB_INIT_DEBUG": "2"})[2], "", "not exactly 1")
    b = t.named("dumb-init", "-v", "-r", "1:10", "-r", "2:0", actor("report:USR1 say:up pause"))
    b.event("up")
    b.kill("INT")
    b.kill("HUP")
    b.got("USR1")
    b.says("Received signal 2.")
    b.says("Translating signal 2 to 0.")
    b.says("Not forwarding signal 0 to children (ignored).")
    b.says("Translating signal 1 to 10.")
    b.says("Forwarded signal 10 to children.")
    b.kill("KILL")
    b.ends(-9)
