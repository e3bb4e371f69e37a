"""The child ends and leaves a process behind: it is ended, and the code is the child's."""
from engine import run, same

same(run("--", "/act", "stray", "exit", "4").code, 4, "the exit code")
