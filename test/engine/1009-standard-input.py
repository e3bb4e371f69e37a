"""docker run -i: the one child inherits standard input."""
import subprocess

from engine import DEADLINE_S, SCRATCH, same

answer = subprocess.run(
    ["docker", "run", "--rm", "-i", "--network", "none", "--entrypoint", "/baton", SCRATCH, "--",
     "/act", "line"], input=b"hello there\n", stdout=subprocess.PIPE, timeout=DEADLINE_S,
    check=True)
same(answer.stdout, b"line 'hello there'\n", "what the child read")
