"""On a read-only root nothing is written, and everything works."""
from lib import load

works = load("6002-no-proc").works


def case(t):
    works(t, ["mounts", f"root:{t.root()}", "proc", "readonly"])
