"""What is wrong with a line is said in one message that names the word and what to do, exit 2, and
nothing is started; under another name in that program's words, exit 1. The lines and what is said
of them stand in 0013-wrong-lines.txt; every option that takes a value is among them."""
import os
import re

from lib import PATH, check, same

FILE = os.path.splitext(__file__)[0] + ".txt"
AT_ONCE = 16
# One piece of a word: '…', $'…', or a character.
PIECE = re.compile(r"'([^']*)'|\$'((?:\\.|[^'\\])*)'|([^ '])")
VARIABLE = re.compile(r"[A-Z_]+=")


def split(line):
    """The words of a line as bash would have them, as far as the file needs it."""
    words, at = [], 0
    while at < len(line):
        word = ""
        while at < len(line) and line[at] != " ":
            found = PIECE.match(line, at)
            plain, escaped, character = found.groups()
            if escaped is not None:
                plain = escaped.encode().decode("unicode_escape")
            word += character if plain is None else plain
            at = found.end()
        words.append(word)
        at += 1
    return words


def table():
    """(line, what is said of it) for each."""
    rows = []
    with open(FILE, encoding="utf-8") as file:
        for text in file.read().splitlines():
            if text.startswith("$ "):
                rows.append((text[2:], []))
            elif text and not text.startswith("#"):
                rows[-1][1].append(text)
    return rows


def judge(line, said, b):
    same(b.ended(), 2 if b.native else 1, f"the code of: {line}")
    same(b.out.text(), "", f"stdout of: {line}")
    lines = [line.text for line in b.err.lines]
    if said[-1] == "...":
        check(len(lines) >= len(said), f"no usage for: {line}: {lines}")
        said = said[:-1]
        lines = lines[:len(said)]
    same(lines, said, f"what is said of: {line}")


def case(t):
    rows = table()
    for at in range(0, len(rows), AT_ONCE):
        started = []
        for line, said in rows[at:at + AT_ONCE]:
            words, env = split(line), {"PATH": PATH}
            while VARIABLE.match(words[0]):
                name, _, value = words.pop(0).partition("=")
                env[name] = value
            b = t.named(words[0], words[1:], env=env)
            b.native = words[0] == "baton"
            started.append((line, said, b))
        for line, said, b in started:
            judge(line, said, b)
    messages = "\n".join(text for _, said in rows for text in said)
    for option in re.findall(r"^  (?:-\w, )?(--[a-z-]+)=", t.run("--help").out.text(), re.M):
        check(re.search(f"{option}[= ]", messages), f"no wrong line is about {option}")
    t.note(f"{len(rows)} lines")
