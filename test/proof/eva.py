"""One analysis by Frama-C's Eva: what it found, what it reached, and whether it came to its end."""

import csv
import dataclasses
import functools
import os
import re
import subprocess
import time

STACK = 1 << 30  # Eva calls itself along a path of the program: 8 MiB are not enough for each
SECONDS = 480  # of processor time: a driver that takes more has failed

# The compilers hold static assertions; Frama-C knows no offsetof() in one. A fence is for the
# compiler alone, and orders what Eva takes in the order in which it is written.
PREPROCESSED = ["-Iinclude", "-Isrc", "-Itest", "-std=c17", "'-D_Static_assert(...)='",
                "'-D__atomic_signal_fence(order)=((void)0)'"]
# States stay apart, also where a function returns: what a walk found out about a text or a queue
# is still known after it. Loops are followed turn by turn.
PRECISE = ["-eva-slevel", "100000", "-eva-auto-loop-unroll", "400", "-eva-split-return", "full"]
QUIET = ["-eva-no-print", "-eva-no-show-progress", "-eva-msg-key=-initial-state"]
# Of the C library only what fills and copies is Eva's own: byte by byte it would take minutes.
WRITTEN = ["-eva-no-builtins-auto", "-eva-builtin", "memset:Frama_C_memset,memcpy:Frama_C_memcpy"]
COUNTED = ["-metrics", "-metrics-by-function", "-metrics-eva-cover"]
# What needs no argument: sound, the C library's word for it, in code that is not reached.
SOUND = ("Valid", "Considered valid", "Dead")


@dataclasses.dataclass
class Proof:
    """A driver, the sources it drives, and how."""

    driver: str
    sources: list
    options: list = dataclasses.field(default_factory=list)
    library: bool = False  # the C library's text functions as they are written, see library.c


@dataclasses.dataclass
class Result:
    complaints: list
    alarms: set = dataclasses.field(default_factory=set)  # (file, function, text)
    reached: dict = dataclasses.field(default_factory=dict)  # (file, function): (statements, of)
    seconds: float = 0.0


@functools.cache
def share_path():
    share = subprocess.run(["frama-c", "-print-share-path"], capture_output=True, text=True,
                           check=True)
    return share.stdout.strip()


def analyse(root, work, name, proof):
    table = os.path.join(work, f"{name}.csv")
    if os.path.exists(table):
        os.remove(table)
    driver = f"test/proof/{proof.driver}.c"
    files, options = [*proof.sources, driver], proof.options
    if proof.library:
        files, options = [*files, "test/proof/library.c"], [*WRITTEN, *options]
    flags = " ".join([*PREPROCESSED, f"-I{share_path()}"])
    command = ["prlimit", f"--cpu={SECONDS}", f"--stack={STACK}", "frama-c", "-machdep", "gcc_x86_64",
               f"-cpp-extra-args={flags}", *files, "-eva", *PRECISE, *QUIET, *options,
               *COUNTED, "-then", "-report-csv", table]
    begun = time.monotonic()
    done = subprocess.run(command, cwd=root, env={**os.environ, "TMPDIR": work},
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    with open(os.path.join(work, f"{name}.log"), "w", encoding="utf-8") as file:
        file.write(done.stdout)
    reached = reached_in(done.stdout)
    complaints = stopped_early(done.returncode, done.stdout, table)
    count, total = reached.get((driver, "main"), (0, 1))
    if count < total:
        complaints.append(f"only {count} of {total} statements of main() are reached")
    return Result(complaints, alarms_in(table), reached, time.monotonic() - begun)


def stopped_early(status, output, table):
    """What shows that not everything was analysed."""
    complaints = [f"it ended with {status}"] if status else []
    if "[eva] done for function main" not in output or not os.path.exists(table):
        complaints.append("the analysis stopped early")
    if re.search(r"degenerat|analysis aborted|non-terminating|recursive call", output, re.I):
        complaints.append("a path was given up")
    # A function without a body would be taken for one that does nothing.
    for lost in sorted(set(re.findall(r"(?:Neither code nor specification|No code nor implicit "
                                      r"assigns clause) for function (\w+)", output))):
        complaints.append(f"no code of {lost}()")
    return complaints


def plain(function):
    """A static's name: of two in one analysis the second has a number."""
    return re.sub(r"_\d+$", "", function)


def is_contract(row):
    """What the C library asks of its callers: it is reported for each call again."""
    return row["directory"].startswith("FRAMAC_SHARE") and row["property kind"] == "precondition"


def alarms_in(table):
    """(file, function, text) of each operation that was not shown to be sound."""
    if not os.path.exists(table):
        return set()
    with open(table, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {(os.path.join(row["directory"], row["file"]), plain(row["function"]), row["property"])
            for row in rows if row["status"] not in SOUND and not is_contract(row)}


def reached_in(output):
    """Statements of each function of the project that was analysed. What several files include is
    there several times: the most counts."""
    homes = {function: file for file, function in
             re.findall(r"Stats for function <(\S+)/(\w+)>", output)}
    reached = {}
    for function, count, total in re.findall(r"^ +(\w+): (\d+) stmts out of (\d+)", output, re.M):
        if function in homes:
            key = (homes[function], plain(function))
            reached[key] = max(reached.get(key, (0, 0)), (int(count), int(total)))
    return reached
