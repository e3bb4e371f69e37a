"""A child that ignores TERM: a classic init has no deadline of its own, so docker's KILL ends it;
with --grace baton kills it, long before docker would."""
from engine import Container, same

DEAF = ("--", "/act", "ignore", "TERM", "say", "up", "hold")

container = Container(*DEAF)
container.until("^up$")
same(container.stop(1), 137, "the exit code without --grace")

container = Container("--grace=300ms", *DEAF)
container.until("^up$")
container.kill("TERM")  # one signal, and nobody but baton will send KILL
same(container.wait(), 137, "the exit code with --grace")
