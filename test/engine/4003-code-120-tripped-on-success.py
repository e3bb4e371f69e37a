"""A child that is restarted whatever its end, and ends with 0 too often: its breaker trips, 120."""
from engine import instances, run, same

result = run("--strategy=one-for-one", "--backoff=0", "--max-restarts=2/1m", "+++", "-n", "a",
             "--restart=always", "/act", "env", "LIFECYCLE_", "exit", "0")
same(result.code, 120, "the exit code")
same(len(instances(result.output.splitlines())), 3, "instances")

result = run("--strategy=one-for-one", "--backoff=0", "--max-restarts=2/1m", "+++", "-n", "a",
             "--restart=always", "/act", "env", "LIFECYCLE_", "exit", "6")
same(result.code, 6, "the exit code where the last end was a failure")
