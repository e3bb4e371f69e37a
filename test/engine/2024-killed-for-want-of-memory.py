"""docker run --memory: a child that the kernel kills for want of memory has reason oom, for the next
instance, in the log and at the end; one that somebody else kills has not."""
from engine import Container, found, instances, run, same

MEMORY = ["--memory", "24m", "--memory-swap", "24m"]

container = Container("--restart=on-failure", "+++", "-n", "a", "/act", "env", "LIFECYCLE_",
                      "first", "/tmp/again", "eat", "200", options=MEMORY)
same(container.wait(), 0, "the exit code")
lines = container.logs()
found("event=ended child=a gen=1 .*reason=oom signal=KILL .*next=restart", "\n".join(lines), "the log")
same(instances(lines, "a")[1]["PREV_REASON"], "oom", "what the second instance is told")

container = Container("--strategy=one-for-one", "+++", "-n", "a", "/act", "env", "LIFECYCLE_", "ids",
                      "catch", "TERM", "0", "wait", options=MEMORY)
container.end(container.pids("a")[0])
container.pids("a")
same(instances(container.logs(), "a")[1]["PREV_REASON"], "signal", "after somebody else's KILL")
same(container.stop(), 0, "the exit code")

ended = run("--log-level=info", "/act", "eat", "200", options=MEMORY)
same(ended.code, 137, "the exit code of a classic init")
found("event=exit code=137 child=act reason=oom signal=KILL", ended.output, "its last line")
