"""What is built and what is installed is not set-uid and has no capabilities: whoever runs it has what he had."""
import os
import pathlib
import stat
import subprocess

import lib
from lib import actor, check, same


def plain(path):
    mode = os.stat(path).st_mode
    same(mode & (stat.S_ISUID | stat.S_ISGID), 0, f"set-uid and set-gid of {path}")
    check("security.capability" not in os.listxattr(path), f"{path} has capabilities")


def case(t):
    place = t.directory("names")
    tree = pathlib.Path(__file__).resolve().parents[2]
    marked = t.path("marked")
    subprocess.run(["install", "-m", "6755", lib.BATON, marked], check=True)
    subprocess.run([tree / "scripts/install-dropin", "--baton", marked, place], check=True, stdout=subprocess.DEVNULL)
    for path in (lib.BATON, *(os.path.join(place, name) for name in os.listdir(place))):
        plain(path)
    b = t.baton(actor("say:up until:TERM exit:0"), world=[f"uid:{t.uid}"])
    same(b.of(b.event("up")).status("Uid").split(), [str(t.uid)] * 4, "a child's uids")
    b.kill("TERM")
    b.ends(0)
