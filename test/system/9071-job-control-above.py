"""Each name as a job of an interactive bash: Ctrl-C reaches its child; Ctrl-Z stops the whole job,
which bg and fg continue; a job in the background that reads is stopped, and fg gives it the
terminal, also if it has not read yet; at the end the shell has its terminal and the code."""
import os
import shutil

import lib
from lib import actor, same

SHELL = ["/bin/bash", "--norc", "--noprofile", "--noediting", "-im"]
NAMES = ("tini -s", "dumb-init", "dumb-init -c", "catatonit", "baton")


class Shell:
    """The interactive bash of a terminal, and the line that makes a job of an actor."""

    def __init__(self, t, line):
        name, *options = line.split()
        path = t.path(name)
        if not os.path.exists(path):
            shutil.copy(lib.BATON, path)
        self.t, self.line, self.start = t, line, " ".join([path, *options, "--", *actor()])
        self.tty = t.terminal()
        self.program = t.start(actor("tty --", SHELL), tty=self.tty)
        self.tty.type("set -b; PS1=\n")  # tells at once of a job that stops

    def job(self, play, ending="\n"):
        self.tty.type(f"{self.start} {play}{ending}")
        return self.program.event("up")

    def key(self, key, name):
        self.tty.type(key)
        self.program.got(name)

    def stops(self, count):
        self.t.wait(lambda: self.program.err.text().count("Stopped") == count,
                    f"{self.line}: stop {count}", self.program)

    def over(self, code):
        """It is the shell again that reads; the code of the job is printed by it."""
        self.tty.type("printf '\\ncode is=%s\\n' $?\n")
        same(self.program.event("code")["is"], str(code), f"{self.line}: the code")
        self.tty.type("exit\n")
        self.program.ended()


def case(t):
    for line in NAMES:
        in_front(Shell(t, line))
        if line != "dumb-init -c":  # it is one group with its child
            from_behind(Shell(t, line))
        if line != "dumb-init":  # its child has a session of its own, where anybody may read
            reads_behind(Shell(t, line))


def in_front(shell):
    up = shell.job("report:INT,CONT say:up until:USR1 exit:3")
    shell.key("\x03", "INT")
    shell.tty.type("\x1a")
    shell.stops(1)
    shell.key("fg\n", "CONT")
    shell.key("\x03", "INT")
    shell.tty.type("\x1a")
    shell.stops(2)
    shell.key("bg\n", "CONT")
    os.kill(up.pid, lib.number("USR1"))
    shell.program.says("Exit 3")
    shell.over(0)


def from_behind(shell):
    """bash says nothing to a job that it brings to the front and takes for a running one."""
    up = shell.job("report:INT say:up until:USR1 read exit:4", " &\n")
    shell.tty.type("fg\n")
    program, test = shell.program, shell.t
    test.wait(lambda: shell.start in program.out.text(), f"{shell.line}: the word of fg", program)
    os.kill(up.pid, lib.number("USR1"))
    shell.tty.type("hello\n")
    line = test.wait(lambda: program.find("line", {}, None) or "Stopped" in program.err.text(),
                     f"{shell.line}: what the job reads", program)
    if line is True:  # it was faster than bash, which had said its word but not acted on it
        shell.tty.type("fg\nhello\n")
        line = program.event("line")
    same(line["text"], "hello", f"{shell.line}: what the job has read")
    shell.over(4)


def reads_behind(shell):
    shell.job("report:INT,CONT say:up read say:read until:USR1 exit:5", " &\n")
    shell.stops(1)
    shell.key("fg\n", "CONT")
    shell.tty.type("hello\n")
    same(shell.program.event("line")["text"], "hello", f"{shell.line}: what the job has read")
    up = shell.program.event("read")
    shell.key("\x03", "INT")
    os.kill(up.pid, lib.number("USR1"))
    shell.over(5)
