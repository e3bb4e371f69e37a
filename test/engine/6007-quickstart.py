"""scripts/quickstart, as README says first: its screen has the tree, the handover and the orderly stop."""
import os

from engine import TOP, client, found, same

result = client(os.path.join(TOP, "scripts", "quickstart"))
same(result.code, 0, f"the exit code: {result}")
for line in ("site/  one-for-one", "^ *LIFECYCLE_PREV_SIGNAL=SIGKILL$", "request: hello$",
             "baton ended with exit code 0"):
    found(line, result.output, "the screen")
