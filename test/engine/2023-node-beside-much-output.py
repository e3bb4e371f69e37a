"""node, which leaves stdout with O_NONBLOCK, beside a Python that prints 300,000 lines: the log of the
engine has all of them."""
from engine import Container, need, same

LINES = 300_000
# Once it has written, it is ready; a line of its own could come in the middle of another.
NODE = """process.stdout.write('node up\\n', () => require('fs').writeSync(3, 'ready\\n'));
setInterval(() => 0, 1000)"""
PYTHON = f"for i in range({LINES}): print('line', i)"
# The programs of this machine, in an image that has none.
HOST = [word for name in ("/usr", "/etc/alternatives") for word in ("-v", f"{name}:{name}:ro")]
HOST += [word for name in ("lib", "lib64") for word in ("-v", f"/usr/{name}:/{name}:ro")]

need("node", "nodejs")
container = Container("--strategy=one-for-one", "--auto-shutdown=all",
                      "+++", "-n", "node", "--optional", "--ready=fd:3", "/usr/bin/node", "-e", NODE,
                      "+++", "-n", "python", "--restart=never", "/usr/bin/python3", "-c", PYTHON,
                      options=HOST)
same(container.wait(), 0, "the exit code")
log = container.logs()
same(sum(line.startswith("line ") for line in log), LINES, "lines of Python's")
same("node up" in log, True, "whether node was there")
