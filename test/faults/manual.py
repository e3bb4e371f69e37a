"""The errors that the manual names: the ERRORS sections of the pages of section 2.

The table `errnos` keeps them, with what the pages do not say: a call that has no page, or a filter
(seccomp), which answers any call with EPERM or ENOSYS. `run` compares the table with the pages.
"""

import errno
import gzip
import os
import re

PAGES = "/usr/share/man/man2"
FILTER = ("ENOSYS", "EPERM")
SAME = {"EWOULDBLOCK": "EAGAIN", "ENOTSUP": "EOPNOTSUPP", "EDEADLOCK": "EDEADLK"}


class Missing(Exception):
    """A page that should be there is not."""


def page(name):
    """The source of a page; `.so` is followed."""
    path = os.path.join(PAGES, f"{name}.2.gz")
    try:
        with gzip.open(path, "rt", encoding="utf-8", errors="replace") as file:
            text = file.read()
    except OSError as error:
        raise Missing(f"{path}: {error.strerror} (the Debian package manpages-dev has it; a system"
                      " that leaves out manual pages needs it installed without that)") from error
    other = re.match(r"\.so man2/(\S+)\.2", text)
    return page(other.group(1)) if other else text


def errors_of(text):
    """The tags of the section ERRORS, and the calls whose errors it says are its own too."""
    found, others = set(), set()
    inside = tagged = began = False
    for line in text.splitlines():
        if line.startswith(".SH"):
            inside = line.split()[1:] == ["ERRORS"]
        elif inside and tagged and line.startswith(".B"):
            found |= set(re.findall(r"\bE[A-Z0-9]{2,}\b", line.split("(")[0]))
        elif inside and not began:
            others |= set(re.findall(r"^\.BR (\w+) \(2\)", line))
        tagged = inside and line.startswith((".TP", ".TQ"))
        began |= tagged
    return found, others


def named(call):
    """The errors of a call's page, in alphabetical order, each number once."""
    found, others = errors_of(page(call))
    for other in others:
        found |= errors_of(page(other))[0]
    return sorted({SAME.get(name, name) for name in found if hasattr(errno, name)})


def table(calls):
    """call → errors as the pages have them."""
    return {call: named(call) for call in calls}


def read(path):
    """call → errors, as kept. A line is `call: ERRNO …`; what begins with # is a comment."""
    kept = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            call, colon, errors = line.partition(":")
            if colon and not line.startswith("#"):
                kept[call] = errors.split()
    return kept
