"""Why the container ended, in /dev/termination-log as Kubernetes reads it: one line with the child's
path, the reason and the code."""
import os

from engine import WORK, Failed, run, same

path = os.path.join(WORK, "termination-log")
with open(path, "wb"):
    pass
result = run("--strategy=one-for-one", "--auto-shutdown=any", "+++", "-n", "jobs/", "+++", "-n",
             "jobs/a", "--restart=never", "/act", "exit", "7", "+++", "-n", "b", "/act", "hold",
             options=["-v", f"{path}:/dev/termination-log"])
same(result.code, 7, "the exit code")
with open(path, encoding="utf-8") as file:
    text = file.read()
same(text.count("\n"), 1, "lines")
same(len(text) <= 1024, True, "at most 1,024 bytes")
for word in ("jobs/a", "exit", "7"):
    if word not in text:
        raise Failed(f"the message does not name {word!r}: {text!r}")
