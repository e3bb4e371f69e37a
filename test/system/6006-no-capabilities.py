"""As root with every capability dropped, bounding set included, and no-new-privileges."""
from lib import load

works = load("6002-no-proc").works


def case(t):
    works(t, ["mounts", f"root:{t.root()}", "proc", "no-caps", "nnp"])
