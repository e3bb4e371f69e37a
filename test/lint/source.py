"""Checks of the text. Each takes (tree, product) and returns what it complains about."""

import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "system"))

import logtable
from tree import output_of

FUNCTION_LINES_MAX = 70

TOP_LEVEL = {
    ".ci", ".clang-format", ".clang-tidy", ".gitignore", "LICENSE", "README.md", "docker",
    "include", "meson.build", "scripts", "src", "test",
}

PURE = {"<stddef.h>", "<stdint.h>", "<stdbool.h>", "<string.h>"}

# folder -> what its files may include beside their own folder. Without a system list: anything.
MAY_INCLUDE = {
    "include/baton/": (PURE, r"<baton/.*"),
    "src/util/": (PURE, r'"util/.*|<baton/.*'),
    "src/core/": (PURE, r'"(core|util)/.*|<baton/.*'),
    "src/spec/": (PURE, r'"(spec|util)/.*|"core/(vocab|plan)\.h"|<baton/.*'),
    "src/sys/": (None, r'"(sys|core|util)/.*|<baton/.*'),
    "src/main.c": (None, r'"(sys|spec|core|util)/.*|<baton/.*'),
    "test/world/": (None, r'"(core|util)/.*|<baton/.*'),
    "test/explore/": (None, r'"(core|util|world|simulate)/.*|<baton/.*'),
    "test/simulate/": (None, r'"(core|util|world)/.*|<baton/.*'),
    "test/fuzz/": (None, r'"(spec|core|util|world)/.*|<baton/.*'),
    "test/proof/": (None, r'"(spec|core|util|world)/.*|<baton/.*'),
}


def includes(tree, _):
    """a layer includes only what lies below it"""
    complaints = []
    for folder, (system, project) in MAY_INCLUDE.items():
        for name in tree.of("c", folder):
            for word in re.findall(r'^\s*#\s*include\s*([<"][^>"]*[>"])', tree.read(name), re.M):
                own = word[0] == '"' and "/" not in word
                free = word[0] == "<" and not word.startswith("<baton/") and system is None
                known = word in (system or ()) or re.fullmatch(project, word)
                if not (own or free or known):
                    complaints.append(f"{name} includes {word}")
    return complaints


def function_length(tree, _):
    """no function is longer than 70 lines"""
    names = tree.of("c", "src/", "include/", "test/") + tree.of("python", "test/", "scripts/")
    listing = output_of(
        "ctags", "--options=NONE", "--quiet", "-x", "--map-Python=+(run)", "--kinds-C=f",
        "--kinds-Python=fm", "--_xformat=%{end} %{line} %{name} %{input}",
        *(tree.path(name) for name in names),
    )
    complaints = []
    for line in listing.splitlines():
        end, start, name, path = line.split(" ", 3)
        length = int(end) - int(start) + 1 if end.isdigit() else 0
        if length > FUNCTION_LINES_MAX:
            complaints.append(f"{path[len(tree.root) + 1:]}:{start}: {name} has {length} lines")
    return complaints


def one_name(tree, _):
    """no name is that of two functions of the product"""
    names = [name for name in tree.of("c", "src/") if name.endswith(".c")]
    listing = output_of(
        "ctags", "--options=NONE", "--quiet", "-x", "--kinds-C=f", "--_xformat=%{name} %{input}",
        *(tree.path(name) for name in names),
    )
    homes = {}
    for line in listing.splitlines():
        function, path = line.split(" ", 1)
        homes.setdefault(function, []).append(path[len(tree.root) + 1:])
    return [f"{function}: {', '.join(at)}" for function, at in homes.items() if len(at) > 1]


def _lines_with(tree, names, pattern, text_of):
    expression = re.compile(pattern)
    return [
        f"{name}:{number}: {line.strip()}"
        for name in names
        for number, line in enumerate(text_of(name).split("\n"), 1)
        if expression.search(line)
    ]


MAKERS = ("src/sys/attach.c", "src/sys/boot.c")


def owners(tree, _):
    """a part of struct shell is written to by its owner, and by those who make it"""
    parts = re.findall(
        r"^/\* (\w+)\.c\b[^{}]*?\*/\nstruct shell_(\w+) \{", tree.read("src/sys/shell.h"), re.M
    )
    complaints = [] if parts else ["src/sys/shell.h names no owner"]
    for owner, part in parts:
        names = [
            name
            for name in tree.of("c", "src/")
            if name.endswith(".c") and name not in (f"src/sys/{owner}.c", *MAKERS)
        ]
        place = rf"\bshell(->|\.){part}\.[\w.]+(\[[^]]*\])?"
        written = rf"{place}\s*([-+*/|&^]=|=[^=]|\+\+|--)|^ *struct shell_{part} \*"
        complaints += _lines_with(tree, names, written, tree.code)
    return complaints


def no_default(tree, _):
    """the core has no default: over its enums"""
    return _lines_with(tree, tree.of("c", "src/core/"), r"\bdefault\s*:", tree.code)


def no_sleep(tree, _):
    """nothing waits by sleeping"""
    call = r"\b(sleep|usleep|nanosleep|clock_nanosleep|thrd_sleep)\s*\("
    command = r"(^|[;&|(]|\b(do|then|else)\b)\s*(busybox\s+)?u?sleep\s+[\d.$]"
    return (
        _lines_with(tree, tree.of("c"), call, tree.code)
        + _lines_with(tree, _readers(tree, "python"), call, tree.read)
        + _lines_with(tree, tree.of("shell"), command, tree.read)
    )


def _readers(tree, *languages):
    """Everything but the lint, which has to spell what it forbids."""
    return [
        name
        for name in tree.files()
        if not name.startswith("test/lint/") and (not languages or tree.language(name) in languages)
    ]


def no_kill_by_name(tree, _):
    """nothing is killed by its name"""
    return _lines_with(tree, _readers(tree), r"\b(pkill|killall5?|skill)\b", tree.read)


def nothing_unfinished(tree, _):
    """no note of unfinished work"""
    return _lines_with(tree, _readers(tree), r"\b(TODO|FIXME|XXX|HACK)\b", tree.read)


def no_machine_paths(tree, _):
    """no path of somebody's machine"""
    root = os.path.realpath(tree.root)
    here = re.escape(root) + r"\b" if root.count("/") > 1 else "/Users/"  # "/src" is anywhere
    return _lines_with(tree, _readers(tree), rf"{here}|/Users/\w|/tmp/b-", tree.read)


def top_level(tree, _):
    """the top level holds only what architecture.md lists"""
    return sorted({name.split("/")[0] for name in tree.files()} - TOP_LEVEL)


def says_what_it_is(tree, _):
    """every C file, or its header, begins with a comment that says what it owns"""
    names = tree.of("c", "src/", "include/", "test/")
    said = {name for name in names if tree.read(name).startswith("/*")}
    return [name for name in names if name not in said and name[:-1] + "h" not in said]


def guards(tree, _):
    """every header of the product is guarded by its path"""
    complaints = []
    for name in tree.of("c", "src/", "include/"):
        guard = re.sub(r"\W", "_", re.sub(r"^(src|include)/", "", name)).upper()
        if name.endswith(".h") and not re.search(
            rf"^#ifndef {guard}\n#define {guard}\n", tree.code(name), re.M
        ):
            complaints.append(f"{name} is not guarded by {guard}")
    return complaints


def everything_built(tree, product):
    """every source of the product and of the unit tests is compiled"""
    built = ("src/", "test/unit/", "test/world/", "test/explore/", "test/simulate/",
             "test/bench/")
    return [
        f"{name} is in no build: configure again (scripts/build does)"
        for name in tree.of("c", *built)
        if name.endswith(".c") and name not in product.compiled
    ]


# "kernel.md, 13", 'supervision.md, "An instance ends", 4, 5 and 7', "DECISIONS 12"
CITATION = re.compile(
    r'(?<![\w.-])([\w./-]*[\w-]\.md\b|DECISIONS(?= \d))'
    r'((?:(?:,| and) "[^"]+")*)'
    r"(?:,? (\d+(?: \([^)]*\))?(?:(?:, | and | to |-)\d+(?: \([^)]*\))?)*))?"
)
NUMBERED = re.compile(r"^(?:\*\*)?(\d+)\.(?:\*\*)? ", re.M)


def _page(tree, word):
    """The file that a citation means: by its path, or by its name if it is a page of src/doc."""
    known = {"DECISIONS": "src/DECISIONS.md", "DECISIONS.md": "src/DECISIONS.md"}
    for name in (word, known.get(word), f"src/doc/{word}"):
        if name and os.path.isfile(tree.path(name)):
            return name
    return None


def _numbers(text):
    """Of "4, 5 (delay) and 7-9": 4, 5, 7, 8, 9."""
    found = set()
    for first, last in re.findall(r"(\d+)(?:(?: to |-)(\d+))?", re.sub(r"\([^)]*\)", "", text)):
        found.update(range(int(first), int(last or first) + 1))
    return found


def _uncited(tree, word, sections, numbers):
    """What of a citation is not there; "" if it is."""
    page = _page(tree, word)
    if not page:
        elsewhere = "/" in word and word.split("/")[0] not in TOP_LEVEL
        return "" if elsewhere else "there is no such page"
    text = tree.read(page)
    for section in re.findall(r'"([^"]+)"', sections):
        parts = re.split(rf"^#+ {re.escape(section)}$", text, maxsplit=1, flags=re.M)
        if len(parts) == 1:
            return f"{page} has no section {section}"
    if sections:
        text = re.split(r"^#", parts[1], maxsplit=1, flags=re.M)[0]
    missing = _numbers(numbers) - {int(number) for number in NUMBERED.findall(text)}
    return f"{page} has no {sorted(missing)} there" if missing else ""


def citations(tree, _):
    """every page, section and number that is cited exists"""
    complaints = []
    for name in _readers(tree):
        if name.startswith("test/fuzz/corpus/"):
            continue
        flat = re.sub(r"\s*\n\s*(?:\*|//|#)?\s*", " ", tree.read(name))
        for found in CITATION.finditer(flat):
            fault = _uncited(tree, found[1], found[2], found[3] or "")
            if fault:
                complaints.append(f"{name}: {found[0]}: {fault}")
    return complaints


def walks_exist(tree, _):
    """every function that the core's page names exists"""
    code = "\n".join(tree.code(name) for name in tree.of("c", "src/"))
    page = "src/core/README.md"
    named = sorted(set(re.findall(r"`(\w+)\(\)`", tree.read(page))))
    return [f"{page}: {name}()" for name in named if not re.search(rf"\b{name}\(", code)]


def numbered_once(tree, _):
    """a decision and a rule of the kernel has a number of its own"""
    complaints = []
    for name in ("src/DECISIONS.md", "src/doc/kernel.md"):
        numbers = NUMBERED.findall(tree.read(name))
        complaints += [f"{name}: {n} twice" for n in sorted(set(numbers)) if numbers.count(n) > 1]
    return complaints


def scripts_parse(tree, _):
    """every shell script parses, and can be executed"""
    complaints = []
    for name in tree.of("shell"):
        shell = "bash" if "bash" in tree.read(name).split("\n", 1)[0] else "sh"
        result = subprocess.run(
            [shell, "-n", tree.path(name)], capture_output=True, text=True, check=False
        )
        complaints += result.stderr.splitlines()
    return complaints


def _set_apart(before, after):
    """clang-format puts blank lines around a type that is defined in a function."""
    return re.match(r"\s*(}.*;$|#)", before) or re.match(r"\s*#", after)


def no_blank_line(tree, _):
    """no blank line in a function, behind declarations or elsewhere"""
    complaints = []
    for name in tree.of("c"):
        lines = tree.read(name).split("\n")
        inside = False
        for number, line in enumerate(lines):
            inside = line == "{" or (inside and line != "}")
            if inside and not line and not _set_apart(lines[number - 1], lines[number + 1]):
                complaints.append(f"{name}:{number + 1}")
    return complaints


LEVELS_CHOSEN = {"ready", "ended"}  # by a function, from what it is about


def _events_told(tree):
    """event -> levels, of the notes' table and of the calls that name an event."""
    words = tree.read("src/core/vocab.h").split("define CORE_NOTES", 1)[1].split("\n\n", 1)[0]
    notes = dict(re.findall(r'X\(P, (\w+),[\s\\]*"([\w-]+)"\)', words))
    forms = re.findall(r"\[NOTE_(\w+)\]\s*=\s*\{BATON_LOG_(\w+)", tree.code("src/sys/log.c"))
    told = {notes[note]: {level.lower()} for note, level in forms}
    for name in tree.of("c", "src/sys/"):
        for call in re.findall(r"\blog_(?:own|begin)\(([^;{]*)\)\s*[;{]", tree.read(name)):
            levels = {level.lower() for level in re.findall(r"BATON_LOG_(\w+)", call)}
            for event in re.findall(r'"([\w-]+)"', call):
                told.setdefault(event, set()).update(levels)
    return told


def _fields_told(tree):
    """Every name with which a line's field is made."""
    made = r'\b(?:line_(?:word|number|ms|list)|log_add_node)\([^;]*?"(\w+)"'
    found = set(re.findall(r'\[NOTE_\w+\]\s*=\s*\{[^}]*"(\w+)"', tree.read("src/sys/log.c")))
    found |= set(re.findall(r'" (\w+)=', tree.read("src/sys/line.c")))
    for name in tree.of("c", "src/sys/"):
        found |= set(re.findall(made, tree.read(name)))
    return found | {"time", "level", "child", "supervisor"}


def events_documented(tree, _):
    """src/doc/log.md names each event of the log with its levels, and each field, and no others"""
    page = tree.read("src/doc/log.md")
    known, told = logtable.events(page), _events_told(tree)
    named = {event: levels for event, (levels, _) in known.items()}
    fields, made = logtable.fields(page), _fields_told(tree)
    complaints = [f"not in the page: {word}" for word in sorted((told.keys() - named) | (made - fields))]
    complaints += [f"in the page only: {word}" for word in sorted((named.keys() - told) | (fields - made))]
    for event in sorted(named.keys() & told):
        fits = told[event] <= named[event] if event in LEVELS_CHOSEN else told[event] == named[event]
        complaints += [] if fits else [f"{event} is told at {' '.join(sorted(told[event]))}"]
    return complaints


CHECKS = (
    includes, owners, function_length, one_name, no_blank_line, no_default, no_sleep, no_kill_by_name,
    nothing_unfinished, no_machine_paths, top_level, says_what_it_is, guards, everything_built,
    scripts_parse, citations, walks_exist, numbered_once, events_documented,
)
