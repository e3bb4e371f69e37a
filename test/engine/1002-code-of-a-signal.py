"""A child that a signal ends: docker reports 128 + its number."""
from engine import run, same

for name, number in (("TERM", 15), ("KILL", 9), ("SEGV", 11), ("USR1", 10), ("RTMIN+1", 35)):
    same(run("--", "/act", "raise", name).code, 128 + number, f"docker run's exit code for {name}")
