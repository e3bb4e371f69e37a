"""What is known of each mutant, and which of them are argued to be no mutants at all.

`results` holds a line for each mutant below the line of source that it changes:

    src/core/backoff.c backoff_delay
      if (next == delay) {
        unit      true for next == delay

Nothing in it depends on line numbers or commits, so it survives moved code. `equivalent.txt` argues:

    src/core/backoff.c backoff_delay
    if (next == delay) {
    false for next == delay
    Why no test could tell the difference, up to an empty line. Several changes may stand above it,
    one a line; the reason begins with the first line that is no change of that line of source.
"""

import os

HERE = os.path.dirname(os.path.realpath(__file__))
RESULTS = os.path.join(HERE, "results")
EQUIVALENT = os.path.join(HERE, "equivalent.txt")


def read_results(path=RESULTS):
    """{key: word}; the word is a harness, survived, refused or same."""
    found, file, function, line = {}, "", "", ""
    if not os.path.exists(path):
        return found
    with open(path, encoding="utf-8") as text:
        for row in text:
            row = row.rstrip("\n")
            if row.startswith("#") or not row:
                continue
            if not row.startswith(" "):
                file, function = row.split(" ")
            elif not row.startswith("    "):
                line = row[2:]
            else:
                word, change = row[4:].split(" ", 1)
                found[file, function, line, change.lstrip()] = word
    return found


def write_results(results, path=RESULTS):
    with open(path, "w", encoding="utf-8") as out:
        out.write("# What became of each mutant of the core: test/mutate/run --whole writes this.\n")
        last_place, last_line = None, None
        for key in sorted(results):
            file, function, line, change = key
            if (file, function) != last_place:
                out.write(f"{file} {function}\n")
                last_place, last_line = (file, function), None
            if line != last_line:
                out.write(f"  {line}\n")
                last_line = line
            out.write(f"    {results[key]:9} {change}\n")


class Arguments:
    """The equivalents, held against the mutants that there are."""

    def __init__(self, keys, path=EQUIVALENT):
        self.reasons, self.unused = {}, []
        if not os.path.exists(path):
            return
        with open(path, encoding="utf-8") as text:
            blocks = [block.strip("\n").split("\n") for block in text.read().split("\n\n")]
        for block in blocks:
            if block[0] and not block[0].startswith("#"):
                self.read(block, keys)

    def read(self, block, keys):
        file, function = block[0].split(" ")
        line, changes, reason = block[1].strip(), [], []
        for row in block[2:]:
            key = (file, function, line, row.strip())
            if not reason and key in keys:
                changes.append(key)
            else:
                reason.append(row.strip())
        if not changes or not reason or not reason[0][0].isupper():
            self.unused.append(f"{file} {function}: {line}: {(reason or ['?'])[0]}")
        for key in changes:
            self.reasons[key] = " ".join(reason)
