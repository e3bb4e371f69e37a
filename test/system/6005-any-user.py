"""As uid 1000670000, which no file knows."""
from lib import load

works = load("6002-no-proc").works


def case(t):
    works(t, ["mounts", f"root:{t.root()}", "proc", "uid:1000670000"])
