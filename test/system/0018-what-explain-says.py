"""--explain says every setting of a line in plain words, as 0018-what-explain-says.txt has it."""
import os
import shlex

from lib import same

FILE = os.path.splitext(__file__)[0] + ".txt"


def table():
    """(line, what is said of it) for each."""
    with open(FILE, encoding="utf-8") as file:
        for block in file.read().split("\n$ ")[1:]:
            line, _, said = block.partition("\n")
            yield line, said.strip("\n")


def case(t):
    rows = list(table())
    for line, said in rows:
        b = t.run("--explain", shlex.split(line))
        b.ends(0)
        same(b.out.text().strip("\n"), said, f"what is said of: {line}")
    t.note(f"{len(rows)} lines")
