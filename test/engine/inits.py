"""What the cases share in which baton is the engine's own init: `--init`, whoever runs the container."""
import atexit
import os
import re
import subprocess

import docs
from engine import BATON, DEADLINE_S, Failed, SCRATCH, TOP, WORK, client, docker, found, indent, same

USER = "1000670000"  # in no passwd file
LOCKED = ["--read-only", "--user", USER, "--cap-drop", "ALL", "--security-opt", "no-new-privileges"]
WAYS = {
    "plain": [],
    "on a terminal": ["-t"],
    "as another user": ["--user", f"{USER}:{USER}"],
    "read-only": ["--read-only"],
    "with nothing allowed, on a terminal": [*LOCKED, "-t"],
}


def docker_with(*options):
    """A Docker engine of this case's own, whose dockerd gets these options; docker talks to it."""
    place = os.path.join(WORK, "i")
    command = os.path.join(TOP, "scripts", "docker-engine")
    atexit.register(subprocess.run, [command, "down", place], check=False)
    started = client(command, "up", place, str(os.getpid()), *options)
    same(started.code, 0, f"docker-engine up: {started}")
    for word in client(command, "env", place).output.split()[1:]:
        key, _, value = word.partition("=")
        os.environ[key] = value
    docker("import", os.path.join(WORK, "scratch.tar"), SCRATCH)
    return place


def readme(mark):
    """The block under the mark, in README.md or a page of src/doc."""
    blocks = [block for text in docs.pages().values()
              for block in re.findall(rf"<!-- {mark} -->\n```\w+\n(.*?)```\n", text, re.DOTALL)]
    same(len(blocks), 1, f"blocks '{mark}' in README.md and src/doc")
    return blocks[0]


def install(directory):
    """scripts/install-dropin, of the product that is tested."""
    os.makedirs(directory, exist_ok=True)
    result = client(os.path.join(TOP, "scripts", "install-dropin"), "--baton", BATON, directory)
    same(result.code, 0, f"install-dropin: {result}")


def is_the_init(run, name):
    """`run` (options, line) runs act in a container; `name` is PID 1's: the program that is asked
    for is its child, with the terminal if there is one, and the code is the child's."""
    for way, options in WAYS.items():
        result = run(options, "tty", "ids", "ps", "exit", "7")
        same(result.code, 7, f"{way}: the exit code: {result}")
        text = result.output.replace("\r", "")
        found(rf"^1 0 [RS] {name}$", text, f"{way}: PID 1")
        found(r"^\d+ 1 R act$", text, f"{way}: its child")
        found("^tty yes foreground=mine$" if "-t" in options else "^tty no$", text, way)
        found(f"uid={USER} " if "--user" in options else "uid=0 ", text, f"{way}: the user")
    same(run([], "raise", "KILL").code, 137, "the code of a signal")
    same(run([], "orphans", "20", "exit", "0").code, 0, "the code after orphans")


def is_baton(run):
    """Only baton knows of BATON_ARGS, refuses what must not be in it, and explains the line."""
    refused = run(["-e", "BATON_ARGS=--oneshot"], "exit", "0")
    same(refused.code, 1, f"the code of a bad BATON_ARGS: {refused}")
    found("BATON_ARGS", refused.output, "what is said of it")
    explained = run(["-e", "BATON_ARGS=--explain"], "exit", "0")
    same(explained.code, 0, "the code of an explained line")
    found("classic: one child", explained.output, "what is explained")
    taken = run(["-e", "BATON_ARGS=--success=9"], "env", "BATON_ARGS", "exit", "9")
    same((taken.code, taken.output.strip()), (0, "env"), "with an option in BATON_ARGS, code and "
         f"what the child sees of it:\n{indent(taken.output)}")
