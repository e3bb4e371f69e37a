"""docker run reports the child's own exit code: 0, 1, 3, 255."""
from engine import run, same

for code in (0, 1, 3, 255):
    same(run("--", "/act", "exit", str(code)).code, code, f"docker run's exit code for {code}")
