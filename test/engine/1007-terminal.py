"""docker run -t: the child has the terminal, in its foreground; without -t it has none."""
from engine import Container, found, run, same

container = Container("--", "/act", "tty", "catch", "TERM", "0", "say", "up", "wait",
                      options=["-t"])
container.until("^tty yes foreground=mine$")
container.until("^up$")
same(container.stop(), 0, "the exit code")

found("^tty no$", run("--", "/act", "tty").output, "without -t")
