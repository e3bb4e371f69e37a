"""docker run -it: Ctrl-C reaches the child, once; the window's size change reaches it too."""
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time

from engine import DEADLINE_S, Failed, SCRATCH, found, indent, same


class Session:
    """docker run -it on a terminal of our own."""

    def __init__(self, *line):
        self.master, slave = pty.openpty()
        self.text = ""
        self.client = subprocess.Popen(
            ["docker", "run", "--rm", "-it", "--network", "none", "--entrypoint", "/baton",
             SCRATCH, *line], stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
        os.close(slave)

    def read(self, deadline):
        """More of the output; False at its end."""
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([self.master], [], [], left)[0]:
            raise Failed("not in time; seen:\n" + indent(self.text))
        try:
            more = os.read(self.master, 4096)
        except OSError:  # EIO: the client has closed its side
            more = b""
        self.text += more.decode(errors="replace")
        return bool(more)

    def until(self, pattern):
        deadline = time.monotonic() + DEADLINE_S
        while not re.search(pattern, self.text, re.MULTILINE):
            if not self.read(deadline):
                raise Failed(f"the session ended without {pattern!r}:\n{indent(self.text)}")

    def finish(self):
        deadline = time.monotonic() + DEADLINE_S
        while self.read(deadline):
            pass
        return self.client.wait(DEADLINE_S)


session = Session("--", "/act", "tty", "catch", "INT", "-1", "catch", "WINCH", "-1", "catch",
                  "TERM", "5", "catch", "QUIT", "6", "say", "up", "wait")
session.until("^up\r")
found("tty yes foreground=mine", session.text, "the terminal")
os.write(session.master, b"\x03")
session.until("got INT")
fcntl.ioctl(session.master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
os.kill(session.client.pid, 28)  # WINCH: the client passes the new size on
session.until("got WINCH")
os.write(session.master, b"\x1c")
same(session.finish(), 6, "the exit code after Ctrl-\\")
same(len(re.findall("got INT", session.text)), 1, "INT for one Ctrl-C")
