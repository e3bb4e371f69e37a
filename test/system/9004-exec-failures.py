"""A program that cannot be run: tini 127, 126 or 1; dumb-init 2; catatonit 1; with one line."""
import os

from lib import same

CODES = {"tini": (127, 126, 1), "dumb-init": (2, 2, 2), "catatonit": (1, 1, 1)}
LINES = {"tini": "exec {} failed: {}", "dumb-init": "[dumb-init] {}: {}",
         "catatonit": "failed to exec {}: {}"}


def case(t):
    plain = t.file("plain", "x", 0o644)
    loop = t.path("loop")
    os.symlink(loop, loop)
    for name, codes in CODES.items():
        for program, code, why in (("nowhere-to-be-found", codes[0], "No such file or directory"),
                                   (plain, codes[1], "Permission denied"),
                                   (plain + "/x", codes[2], "Not a directory"),
                                   (loop, codes[2], "Too many levels of symbolic links")):
            got, out, err = t.said(name, "--", program)
            same((got, out), (code, ""), f"{name} {program}")
            line = LINES[name].format(program, why)
            same((err.count("\n"), line in err), (1, True), f"{name}: {err!r}")
        same(t.said(name, "--", "")[0], codes[0], f"{name} with an empty word")
    same(t.said("tini", "-e", "127", "nowhere-to-be-found")[0], 0, "-e 127")
