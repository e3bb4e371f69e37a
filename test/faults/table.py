"""The kept table: outcomes.txt, and silent.txt, which says why a failure may pass without a line.

A row is `CALL | SCENARIO | WHERE | INDEX | ERRNO … | OUTCOME`. Where calls come in the same order in
every run (booting, setting up a child) each index has its outcome; within a step of the loop they do
not quite, so there `*` stands for all of them, and several rows say what may come of it.
"""

import collections

SEPARATOR = " | "


def key_of(fault):
    """(call, scenario, where, index or *, errno)"""
    where = fault.where()
    exact = where in ("boot", "last words") or where.startswith("child ")
    return fault.call, fault.scenario, where, str(fault.index) if exact else "*", fault.name


def spans(numbers):
    """1-3 5 of 1 2 3 5"""
    found = []
    for number in sorted(numbers):
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return " ".join(str(a) if a == b else f"{a}-{b}" for a, b in found)


def unspan(text):
    for word in text.split():
        first, _, last = word.partition("-")
        if word == "*":
            yield word
        else:
            yield from map(str, range(int(first), int(last or first) + 1))


def rows(seen):
    """The lines of key → outcomes: errors and indices of the same outcome together."""
    errors = collections.defaultdict(set)
    for (call, scenario, where, index, name), outcomes in seen.items():
        for outcome in outcomes:
            errors[call, scenario, where, index, outcome].add(name)
    together = collections.defaultdict(set)
    for (call, scenario, where, index, outcome), names in errors.items():
        together[call, scenario, where, " ".join(sorted(names)), outcome].add(index)
    for (call, scenario, where, names, outcome), indices in sorted(together.items()):
        told = "*" if "*" in indices else spans(map(int, indices))
        yield SEPARATOR.join((call, scenario, where, told, names, outcome))


def write(path, head, seen):
    with open(path, "w", encoding="utf-8") as file:
        file.write("".join(f"# {line}".rstrip() + "\n" for line in head.splitlines()))
        file.write("".join(line + "\n" for line in rows(seen)))


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file if line.strip() and not line.startswith("#")]


def read(path):
    """key → outcomes"""
    kept = collections.defaultdict(set)
    for line in lines_of(path):
        call, scenario, where, indices, names, outcome = line.split(SEPARATOR, 5)
        for index in unspan(indices):
            for name in names.split():
                kept[call, scenario, where, index, name].add(outcome)
    return dict(kept)


# --- why a failure may be silent ---

def kind(where):
    """boot, child, loop or end"""
    if where.startswith(("child", "each child")):
        return "child"
    return {"boot": "boot", "last words": "end"}.get(where, "loop")


def arguments(path):
    """(call, kind, errno) → why; `*` stands for any."""
    found = {}
    for line in lines_of(path):
        what, _, why = line.partition(SEPARATOR)
        found[tuple(what.split())] = why
    return found


def argument_of(key, known):
    """Which of them speaks for a key: the most special one, or None."""
    call, _, where, _, name = key
    place = kind(where)
    for triple in ((call, place, name), (call, place, "*"), (call, "*", name), (call, "*", "*"),
                   ("*", "*", name)):
        if triple in known:
            return triple
    return None
