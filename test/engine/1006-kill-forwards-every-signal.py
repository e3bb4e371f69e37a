"""docker kill -s: a classic init forwards each signal, real-time ones included, once."""
from engine import Container, same

SIGNALS = ("HUP", "INT", "QUIT", "USR1", "USR2", "PIPE", "ALRM", "CONT", "TSTP", "WINCH", "PWR",
           "ABRT", "SEGV", "RTMIN+1", "RTMIN+3")

catches = [word for name in SIGNALS for word in ("catch", name, "-1")]
container = Container("--", "/act", *catches, "catch", "TERM", "0", "say", "up", "wait")
container.until("^up$")
for name in SIGNALS:
    container.kill(name)
    container.until(f"^got {name.replace('+', '[+]')}$")
same(container.stop(), 0, "the exit code")
got = [line for line in container.logs() if line.startswith("got ")]
same(got, [f"got {name}" for name in (*SIGNALS, "TERM")], "the signals that the child saw")
