"""Without /dev (no /dev/null for the children's stdin) and with an empty one."""
from lib import load

works = load("6002-no-proc").works


def case(t):
    works(t, ["mounts", f"root:{t.root(dev=False)}", "proc"])
