"""What is known of the mutants of each function, and which of them are argued to be none at all.

`results` has a line for each function: a digest of its mutants, how many each harness caught, how
many the product's warnings refuse and how many are the same code. Below it are those that survived:

    src/core/backoff.c backoff_delay 4ab9e3d1c07f unit 22 same 1
      if (next == delay) {
        false for next == delay

Nothing in it depends on line numbers or commits, so it survives moved code. A function whose digest
is another has changed. `equivalent.txt` argues:

    src/core/backoff.c backoff_delay
    if (next == delay) {
    false for next == delay
    Why no test could tell the difference, up to an empty line. Several changes may stand above it,
    one a line; the reason begins with the first line that is no change of that line of source.
"""

import collections
import hashlib
import os

HERE = os.path.dirname(os.path.realpath(__file__))
RESULTS = os.path.join(HERE, "results")
EQUIVALENT = os.path.join(HERE, "equivalent.txt")


class Function:
    """What became of the mutants of one function: how many of each word, and who survived."""

    def __init__(self, digest, counts=(), survivors=()):
        self.digest = digest
        self.counts, self.survivors = collections.Counter(dict(counts)), set(survivors)

    def put(self, key, word):
        if word == "survived":
            self.survivors.add(key)
        else:
            self.counts[word] += 1


def digest_of(keys):
    text = "\n".join(f"{line}\t{change}" for _, _, line, change in sorted(keys))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def functions_of(keys):
    """{(file, function): its mutants}"""
    found = collections.defaultdict(list)
    for key in keys:
        found[key[:2]].append(key)
    return found


def read_results(path=RESULTS):
    """{(file, function): Function}"""
    found, place, line = {}, None, ""
    if not os.path.exists(path):
        return found
    with open(path, encoding="utf-8") as text:
        for row in text:
            row = row.rstrip("\n")
            if row.startswith("#") or not row:
                continue
            if not row.startswith(" "):
                file, function, digest, *words = row.split(" ")
                place = file, function
                found[place] = Function(digest, zip(words[::2], map(int, words[1::2])))
            elif not row.startswith("    "):
                line = row[2:]
            else:
                found[place].put((*place, line, row[4:]), "survived")
    return found


def write_results(results, path=RESULTS):
    with open(path, "w", encoding="utf-8") as out:
        out.write("# What became of the mutants of the core: test/mutate/run --whole writes this.\n")
        for place in sorted(results):
            one, last = results[place], None
            counts = [f"{word} {count}" for word, count in sorted(one.counts.items()) if count]
            out.write(" ".join([*place, one.digest, *counts]) + "\n")
            for _, _, line, change in sorted(one.survivors):
                out.write(f"  {line}\n" if line != last else "")
                out.write(f"    {change}\n")
                last = line


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
