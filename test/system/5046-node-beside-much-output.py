"""node sets O_NONBLOCK on its stdout and leaves it; Python, which prints 300,000 lines beside it into
a pipe that is read slowly, loses none and does not end over EAGAIN."""
import os
import shutil

from lib import PATH, Failure, child, installed, same

LINES = 300_000
# Once it has written, it is ready; a line of its own could come in the middle of another.
NODE = """process.stdout.write('node up\\n', () => require('fs').writeSync(3, 'ready\\n'));
setInterval(() => 0, 1000)"""
PYTHON = f"for i in range({LINES}): print('line', i, 'of what Python has to say')"


def case(t):
    node = installed("node", "nodejs")
    python = shutil.which("python3", path=PATH)
    if python is None:
        raise Failure("python3 is missing: install the Debian package python3")
    reader, writer = os.pipe()  # of the usual size, so that it is full most of the time
    b = t.baton("--strategy=one-for-one", "--auto-shutdown=all",
                child("node", "--optional", "--ready=fd:3", [node, "-e", NODE]),
                child("python", "--restart=never", [python, "-c", PYTHON]), out=writer)
    os.close(writer)
    with os.fdopen(reader, errors="replace") as lines:
        got = [line for line in lines if line.startswith("line ")]
    b.ends(0)
    same(len(got), LINES, "lines of Python's")
