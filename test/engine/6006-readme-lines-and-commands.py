"""Every block of README.md and src/doc: baton's lines go through --explain, commands are run, the worker
of the handover is run as the README says. (The files that they show: scripts/readme --check, 6001 to 6004,
6009; how baton is had: 6007, 6008; what they say about being other programs and engines' inits: 7001 and
later.)"""
import os
import re
import stat

import debian
import docs
from engine import BATON, Failed, TOP, WORK, client, found, indent, run, same

# docker as a reader has it, but for the network, which the tests' engine has not got
DOCKER = """set -e
docker() {
  case $1 in
  run | build) word=$1; shift; command docker "$word" --network none "$@" ;;
  *) command docker "$@" ;;
  esac
}
"""


def blocks(text):
    """Each fenced block with the mark above it."""
    parts = re.findall(r"(?:<!-- ([^\n]+?) -->\n)?^```\w*\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    same(len(parts) * 2, len(re.findall("^```", text, re.MULTILINE)), "blocks found, in fences")
    return parts


def explain(block):
    """Every line, with `baton` replaced by `baton --explain`, in a shell: quotes count."""
    lines = re.sub(r"\\\n", " ", block).splitlines()
    for line in lines:
        found("^baton ", line, "what an explained line begins with")
        result = client("sh", "-c", re.sub("^baton", '"$0" --explain', line), BATON)
        same(result.code, 0, f"{line}: {result}")
        found("^(classic|supervised)", result.output, "what --explain says")


def find_commands(block):
    """Our commands are there; others run them, or they are running this."""
    for line in block.splitlines():
        if not line.startswith("scripts/"):
            continue
        command = os.path.join(TOP, line.split()[0])
        same(os.access(command, os.X_OK), True, f"{command} can be run")


def run_commands(block, name):
    debian.image()
    result = client("bash", "-c", f"cd '{docs.context(name)}'\n{DOCKER}{block}")
    client("docker", "rm", "-f", "-v", "shop")
    same(result.code, 0, f"{block}: {result}")
    told = found(r"\A(?:.*\n)*docker wait shop +# (\d+):.*\n\Z", block, "the code that it tells of")[1]
    same(result.output.splitlines()[-1], told, "the exit code in the end")


def run_worker(block):
    path = os.path.join(WORK, "worker")
    with open(path, "w", encoding="utf-8") as file:
        file.write(block)
    os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)
    debian.image()
    result = run("--strategy=one-for-one", "--restart=on-failure", "+++", "--name=worker",
                 "./worker", image=debian.IMAGE, entrypoint="/baton",
                 options=["-v", f"{path}:/worker", "-v", f"{BATON}:/baton"])
    same(result.code, 0, f"the worker's exit code: {result}")
    found("^first instance\nafter exit code 7\nafter SIGSEGV, which came after \\d+ ms$",
          "\n".join(line for line in result.output.splitlines() if not line.startswith("baton:")),
          "the journal of the third instance")


seen = set()
for page, text in docs.pages().items():
    for mark, block in blocks(text):
        kind = mark.split(":")[0]
        seen.add(kind)
        if kind == "explain":
            explain(block)
        elif kind == "run":
            run_commands(block, mark.removeprefix("run: "))
        elif kind == "handover":
            run_worker(block)
        elif kind in ("commands", "host"):
            find_commands(block)
        elif kind not in ("built", "dropin", "file", "picture", "quickstart", "settings"):
            raise Failed(f"{page}: a block that no test knows, marked '{mark}':\n{indent(block)}")
same(seen, {"built", "commands", "dropin", "explain", "file", "handover", "host", "picture", "quickstart", "run",
            "settings"}, "the kinds of blocks")
