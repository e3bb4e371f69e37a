"""Supervised: a signal reaches the children that --forward it, WINCH without a terminal and another
reach nobody."""
from engine import Container, found, same

CATCH = ("catch", "TERM", "0", "catch", "HUP", "-1", "catch", "WINCH", "-1", "catch", "USR2", "-1")

container = Container("--strategy=one-for-one",
                      "+++", "-n", "a", "--forward=HUP", "/act", *CATCH, "say", "up", "wait",
                      "+++", "-n", "b", "/act", *CATCH, "say", "up", "wait")
container.until("^up$", times=2)
container.kill("USR2")
container.kill("HUP")
container.until("^got HUP$")
container.kill("WINCH")
same(container.stop(), 0, "the exit code")
log = container.logs()
same(sorted(line for line in log if line.startswith("got ")),
     ["got HUP", "got TERM", "got TERM"], "the signals seen")
found("baton: .*USR2.*--forward", "\n".join(log), "the warning that names the option")
