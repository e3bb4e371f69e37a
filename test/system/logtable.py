"""The table of src/doc/log.md: what each event of the log may say."""

import pathlib
import re

PAGE = pathlib.Path(__file__).resolve().parents[2] / "src" / "doc" / "log.md"
COMMON = {"time", "level", "event", "left_out", "lines_dropped"}
ABOUT = {"child": {"child", "gen", "pid"}, "supervisor": {"supervisor"}, "nobody": set()}


def rows(text, name):
    """The cells of the table between the two comments, without its head."""
    block = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", text, re.S).group(1)
    lines = [line for line in block.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def words(cell):
    return re.findall(r"`([\w-]+)`", cell)


def events(text):
    """event → (levels, fields)."""
    table = {}
    for event, about, level, fields, _ in rows(text, "events"):
        allowed = COMMON.union(words(fields), *(ABOUT[who] for who in about.split(", ")))
        table[words(event)[0]] = set(level.split(", ")), allowed
    return table


def fields(text):
    return {word for name, _ in rows(text, "fields") for word in words(name)}


def wrong(table, pairs):
    """What the table does not say of a line with these pairs; None if it says all."""
    if pairs.get("event") not in table:
        return f"no event {pairs.get('event')}"
    levels, allowed = table[pairs["event"]]
    if pairs["level"] not in levels:
        return f"{pairs['event']} at level {pairs['level']}"
    others = {key.removesuffix("_ms") for key in pairs} - allowed - {"limit"}
    return f"{pairs['event']} with {' '.join(sorted(others))}" if others else None
