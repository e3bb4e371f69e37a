"""Commands are searched in the PATH that the child will have; relative paths count from --cwd."""
import os

import lib


def case(t):
    one, two = t.directory("one"), t.directory("two")
    os.symlink(lib.ACTOR, two + "/player")
    t.run(f"--env=PATH={one}:{two}", "player", "exit:3").ends(3)
    t.run("player", "exit:3", env={"PATH": f"{one}:{two}"}).ends(3)
    t.run("player", "exit:3", env={"PATH": one}).ends(127)
    t.run(f"--cwd={two}", "./player", "exit:4").ends(4)
    # Without PATH: the built-in one, where sh is; and no other.
    b = t.run("sh", "-c", "exit 6", env={})
    b.ends(6)
    t.run("--unset-env=PATH", "sh", "-c", "exit 7").ends(7)
    # A file that may not be executed is passed over, and remembered.
    t.file("one/player", "no", 0o644)
    t.run("player", "exit:5", env={"PATH": f"{one}:{two}"}).ends(5)
    t.run("player", "exit:5", env={"PATH": one}).ends(126)
