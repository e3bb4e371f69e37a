"""Tools that watch baton while the cases run: run --tool sanitized.

What such a tool changes for a case (another libc, memory and calls of its own) is written down in
TOOL.txt: the cases that cannot pass under it, each with the reason. What it finds it writes to a
file beside the program; a single one fails the run.
"""

import pathlib
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
NAMES = ("sanitized",)


def exceptions(tool):
    return HERE / f"{tool}.txt"


def libraries(program):
    """What a program is linked with: for the product, which is static, nothing."""
    listing = subprocess.run(["ldd", program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                             text=True, check=False).stdout
    return sorted({word for word in listing.split() if word.startswith("/")})


def reports(directory):
    """[(name, text)] of what was found."""
    return [(path.name, path.read_text(errors="replace"))
            for path in sorted(directory.glob("baton.report.*")) if path.stat().st_size > 0]
