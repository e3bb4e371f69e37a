"""A command that is there and cannot be executed: 126."""
from lib import check


def case(t):
    for path in (t.directory("directory"), t.file("no-permission", "#!/bin/sh\n", 0o644)):
        b = t.run(path)
        b.ends(126)
        check(path.rpartition("/")[2] in b.err.text(), "the log names the command")
