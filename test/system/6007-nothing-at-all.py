"""No /proc, no /dev, read-only, no capability, a foreign uid, no environment, few fds: it works."""
from lib import load

works = load("6002-no-proc").works


def case(t):
    works(t, ["mounts", f"root:{t.root(proc=False, dev=False)}", "readonly", "rlimit:NOFILE=32:32",
              "nnp", "uid:1000670000"], env={})
