"""scripts/install-dropin: six names, one file; again and again; and never over what is not baton."""
import os
import shutil
import subprocess

import lib
from lib import check, same

NAMES = ("tini", "tini-static", "docker-init", "dumb-init", "catatonit", "podman-init")
VERSIONS = {"tini": ("--version", "tini version 0.19.0_baton-"), "dumb-init": ("-V", "dumb-init v1.2.5"),
            "catatonit": ("-V", "tini version 0.2.1_catatonit")}
SCRIPT = os.path.join(os.path.dirname(lib.__file__), "..", "..", "scripts", "install-dropin")


def case(t):
    tree = t.directory("tree")
    script = os.path.join(tree, "scripts", "install-dropin")
    built = os.path.join(tree, "build", "release", "baton")
    os.makedirs(os.path.dirname(script))
    shutil.copy(SCRIPT, script)

    def install(*words, code=0, path=lib.PATH):
        run = subprocess.run([script, *words], stdin=subprocess.DEVNULL, capture_output=True,
                             text=True, timeout=lib.DEADLINE, check=False, env={"PATH": path})
        same((run.returncode, (run.stderr if code == 0 else run.stdout)), (code, ""),
             f"install-dropin {words}: code and the other stream ({run.stdout}{run.stderr})")
        said = run.stdout + run.stderr
        same((said.count("\n"), said[:16]), (1, "install-dropin: "), f"{words}: one line, {said!r}")
        return said

    def refused(part, *words):
        check(part in install(*words, code=2), f"install-dropin {words} names {part!r}")

    where = t.directory("bin")
    refused("scripts/build", where)
    os.makedirs(os.path.dirname(built))
    shutil.copy(lib.BATON, built)
    refused("which directory")
    refused("no directory", t.path("nowhere"))
    refused("no directory", t.file("a-file"))
    refused("--forced", "--forced", where)
    refused("which file", where, "--baton")
    refused("is not baton", "--baton", "/bin/sh", where)
    same(os.listdir(where), [], "what a wrong line leaves")

    links(t, install, where, built)
    others(t, install, refused, built)


def links(t, install, where, built):
    for _ in range(2):  # the second time nothing changes
        check("hard links of /" in install(where), "says what was done")
        one_file(where, built)
    newer = t.path("newer")
    shutil.copy(built, newer)
    install("--baton", newer, where)
    one_file(where, newer)
    for name, (option, version) in VERSIONS.items():
        run = subprocess.run([os.path.join(where, name), option], capture_output=True, text=True,
                             timeout=lib.DEADLINE, check=True)
        check((run.stdout + run.stderr).startswith(version), f"{name} {option}: {run}")

    os.chown(newer, 65534, 65534)  # whoever may write it must not thereby write what root installed
    check("one copy" in install("--baton", newer, where), "says that it has copied")
    one_file(where, os.path.join(where, "tini"))
    same(os.stat(os.path.join(where, "tini")).st_uid, 0, "the copy's owner")

    os.mkdir(t.path("no-links"))
    with open(t.path("no-links/ln"), "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\nexit 1\n")
    os.chmod(t.path("no-links/ln"), 0o755)
    copies = t.directory("copies")
    check("copies of /" in install(copies, path=f"{t.path('no-links')}:{lib.PATH}"), "says: copies")
    same({os.stat(os.path.join(copies, name)).st_nlink for name in os.listdir(copies)}, {1}, "links")
    same(sorted(os.listdir(copies)), sorted(NAMES), "names")


def one_file(where, built):
    same(sorted(os.listdir(where)), sorted(NAMES), "what is there")
    for name in NAMES:
        status = os.lstat(os.path.join(where, name))
        same((status.st_ino, status.st_mode & 0o777), (os.stat(built).st_ino, 0o755), name)


def others(t, install, refused, built):
    """A package's files, a directory and links of its own stay, unless --force is given."""
    where = t.directory("usr-bin")
    shutil.copy("/bin/true", os.path.join(where, "tini"))
    os.symlink("tini", os.path.join(where, "docker-init"))
    os.symlink("gone", os.path.join(where, "catatonit"))
    os.symlink(built, os.path.join(where, "dumb-init"))  # baton already, if not in the best way
    for name in ("tini", "docker-init", "catatonit"):
        refused(os.path.join(where, name), where)
    refused("--force", where)
    same(sorted(os.listdir(where)), ["catatonit", "docker-init", "dumb-init", "tini"], "untouched")
    install("--force", where)
    one_file(where, built)

    os.remove(os.path.join(where, "tini"))
    os.mkdir(os.path.join(where, "tini"))
    refused("is a directory", "--force", where)
