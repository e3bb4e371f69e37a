"""README.md's two commands: scripts/quickstart's screen has the tree, the handover and the orderly
stop; the other leaves the file `baton`."""
import os
import re

from engine import TOP, WORK, client, found, same

with open(os.path.join(TOP, "README.md"), encoding="utf-8") as file:
    commands = re.search(r"<!-- quickstart -->\n```sh\n(.*?)```\n", file.read(), re.DOTALL)[1]
target = os.path.join(WORK, "quickstart")
os.mkdir(target)
# a reader copies into the directory of an image; the test into one of its own
result = client("bash", "-ec", f"cd '{TOP}'\ncp() {{ command cp \"$1\" '{target}'; }}\n{commands}")
same(result.code, 0, f"the exit code: {result}")
for line in ("site/  one-for-one", "^ *LIFECYCLE_PREV_SIGNAL=SIGKILL$", "request: hello$",
             "baton ended with exit code 0"):
    found(line, result.output, "the screen")
found("^baton ", client(os.path.join(target, "baton"), "--version").output, "baton --version")
