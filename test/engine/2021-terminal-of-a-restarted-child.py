"""docker run -t with a supervised child: each of its instances has the terminal's foreground."""
from engine import Container, same

container = Container("--strategy=one-for-one", "+++", "-n", "shell", "/act", "catch", "TERM", "0",
                      "tty", "ids", "wait", options=["-t"])
for _ in range(2):
    container.until("^tty yes foreground=mine$")
    pid, = container.pids("shell")
    container.end(pid)
container.until("^tty yes foreground=mine$")
same(container.stop(), 0, "the exit code")
