"""A command that is not there: 127, said once, and nothing runs."""
from lib import check


def case(t):
    for command in (["/nowhere/to/be/found"], ["no-such-command-anywhere"],
                    [t.file("plain") + "/below"]):
        b = t.run(command)
        b.ends(127)
        said = [line for line in b.err.lines if command[0].rpartition("/")[2] in line.text]
        check(len(said) == 1, f"one line names the command: {b.err.text()}")
