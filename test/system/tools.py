"""Tools that watch baton while the cases run: run --tool sanitized|valgrind|guarded.

What such a tool changes for a case (another libc, memory, fds and calls of its own, fifty times the
instructions) is written down in TOOL.txt: the cases that cannot pass under it, each with the reason.
What it finds it writes to a file beside the program; a single one fails the run.
"""

import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
NAMES = ("sanitized", "valgrind", "guarded")

# What a child of guilty_child.c does, for each --nice, and how that is told.
# (A variable may lie in a page of the room's or not.)
CAUGHT = (None, "a write outside|another byte", "a write outside|another byte", "another byte",
          "a write outside", "too deep")

# Lines of a report that are about the tool and not about baton: calls that valgrind does not know
# are answered ENOSYS, and baton does without them; fds and signals that it keeps to itself.
NOT_A_FINDING = ("unhandled", "You may be able to write", "Read the file README_MISSING_SYSCALL",
                 "Nevertheless we consider this a bug", "it at http://valgrind.org",
                 "Warning: invalid file descriptor", "Warning: ignored attempt to set SIG",
                 "the SIGKILL signal is uncatchable", "the SIGSTOP signal is uncatchable",
                 "used internally by Valgrind")


def exceptions(tool):
    return HERE / f"{tool}.txt"


def words(tool, directory):
    """The words that run baton under the tool, {start} for what tells one start from the others: in
    its own PID namespace each is process 1. The sanitizers are in a build of their own."""
    if tool != "valgrind":
        return []
    path = shutil.which("valgrind")
    if path is None:
        sys.exit("run: valgrind is missing: install the Debian package valgrind")
    return [path, "--quiet", "--vgdb=no", "--error-exitcode=77", "--run-libc-freeres=no",
            f"--log-file={directory}/baton.report.{{start}}.%p"]


def libraries(program):
    """What a program is linked with: for the product, which is static, nothing."""
    listing = subprocess.run(["ldd", program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                             text=True, check=False).stdout
    return sorted({word for word in listing.split() if word.startswith("/")})


def is_finding(line):
    text = re.sub(r"^(==|--)\d+(==|--) *", "", line)
    return bool(text) and not any(known in text for known in NOT_A_FINDING)


def prepare(directory):
    """A report may come from baton as any user."""
    path = directory / "baton.report.guarded"
    path.touch()
    path.chmod(0o666)


def check(tool, directory, program):
    """Ends the run unless the tool finds what is wrong, and only that."""
    folder = directory / "check"
    folder.mkdir()
    if tool == "guarded":
        check_guarded(folder, program)
    else:
        check_watched(tool, folder)


def check_guarded(folder, program):
    for nice, wanted in enumerate(CAUGHT):
        guilty = folder / f"{nice}"
        guilty.mkdir()
        shutil.copy(pathlib.Path(program).parent / "guilty_child", guilty / "baton")
        subprocess.run(["unshare", "--pid", "--fork", "--mount-proc", str(guilty / "baton"),
                        "--restart=never", f"--nice={nice}", "/bin/true"], check=False)
        found = [text for _, text in reports(guilty)]
        if len(found) != (wanted is not None) or not all(re.match(wanted, text) for text in found):
            sys.exit(f"run: of what child {nice} does, {wanted}, the guard finds {found}")


def check_watched(tool, folder):
    """In a program that runs as process 1 the tool finds what is wrong, it says nothing of one that
    runs right, and the report of the first outlives the second."""
    program = folder / "baton"
    compiler = ["musl-gcc", "-static"]
    if tool == "sanitized":
        compiler = ["gcc", "-fsanitize=address,undefined", "-fno-sanitize-recover=all",
                    str(HERE / "sanitizers.c")]
    subprocess.run([*compiler, "-w", "-O0", str(HERE / "guilty.c"), "-o", str(program)], check=True)
    found = []
    for start, argument in enumerate(([], ["right"])):
        under = [word.replace("{start}", str(start)) for word in words(tool, folder)]
        subprocess.run(["unshare", "--pid", "--fork", "--mount-proc", *under, str(program), *argument],
                       check=False)
        found.append(len(reports(folder)))
    if found != [1, 1]:
        sys.exit(f"run: {tool} finds {found}, not one fault in the first of two programs")


def told(directory):
    """What else there is to say: how deep the ways of guarded children have been."""
    said = []
    for name, what in ("depth", "way"), ("frame", "way with a handler at its end"):
        deep = [int(path.suffix[1:]) for path in directory.glob(f"baton.{name}.*")]
        if deep:
            said.append(f"the deepest {what} of a guarded child: {max(deep)} bytes")
    return said


def reports(directory):
    """[(name, text)] of what was found."""
    found = []
    for path in sorted(directory.glob("baton.report.*")):
        text = path.read_text(errors="replace")
        if any(is_finding(line) for line in text.splitlines()):
            found.append((path.name, text))
    return found
