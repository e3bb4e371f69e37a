"""A start that is not ready in time ends with 121, and so does a child that waits for one that never
was ready and never will be."""
from engine import run, same

result = run("+++", "-n", "slow", "--ready=fd:3", "--start-timeout=200ms", "/act", "catch", "TERM",
             "0", "wait")
same(result.code, 121, "the exit code of a start timeout")

# a ends well, but was never ready: b, which waits for it, cannot start
result = run("--auto-shutdown=failed", "+++", "-n", "a", "--ready=fd:3", "/act", "exit", "0",
             "+++", "-n", "b", "/act", "say", "started")
same("started" in result.output.splitlines(), False, "the dependent child was started")
same(result.code, 121, "the exit code of a dependency that was never ready")
