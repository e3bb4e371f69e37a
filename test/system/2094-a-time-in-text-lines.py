"""Text lines begin with a time where stderr is a terminal or --log-time asks; else they do not."""
import datetime
import re
import time

from lib import actor, check, same

STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z baton: level=")


def stamps(lines):
    return {bool(STAMP.match(line)) for line in lines}


def case(t):
    words = "--start-timeout=9s", actor("exit:0")
    b = t.run(*words)
    same(stamps(line.text for line in b.err.lines), {False}, b.err.text())
    b = t.run("--log-time", *words)
    same(stamps(line.text for line in b.err.lines), {True}, b.err.text())
    with open(t.path("log"), "wb") as file:
        t.run(*words, err=file.fileno())
    with open(t.path("log")) as file:
        same(stamps(file.read().splitlines()), {False}, "in a file")

    terminal = t.terminal()
    b = t.baton(*words, err=terminal.slave)
    terminal.given_away()
    b.ends(0)
    terminal.stream.read()
    lines = [line.text for line in terminal.stream.lines]
    same(stamps(lines), {True}, f"on a terminal: {lines}")
    check("event=exit" in lines[-1], str(lines))

    # It is the time, in UTC.
    before = time.time()
    b = t.run("--log-time", *words)
    told = datetime.datetime.fromisoformat(b.err.lines[0].text.split("Z ")[0] + "+00:00").timestamp()
    check(before - 0.001 <= told <= time.time(), f"{before}: {b.err.lines[0].text}")
