"""Under each name a file that the kernel cannot run is run by /bin/sh, and is found in PATH."""
from lib import same


def case(t):
    directory = t.directory("bin")
    t.file("bin/script", 'exit "$1"\n', 0o755)
    for name in ("tini", "dumb-init", "catatonit"):
        same(t.said(name, "--", "script", "7", env={"PATH": f"/nowhere:{directory}"})[0], 7, name)
        same(t.said(name, "--", f"{directory}/script", "8")[0], 8, name)
