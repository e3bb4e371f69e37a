"""README's line for each of the three, under the Dockerfile of a Debian package's program: nothing changes but
that it is baton. The same where baton lies over the package's file, under the Dockerfile as it was."""
import os
import re
import shutil

import debian
import inits
from engine import BATON, Container, WORK, client, found, run, same

DOCKERFILE = """FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends tini dumb-init catatonit
COPY act /
{line}ENTRYPOINT ["{name}", "--"]
CMD ["/act", "ps", "exit", "7"]
"""
LINES = ((), ("/nowhere",))
SUCCESS = ("-e", "BATON_ARGS=--success=9")

place = os.path.join(WORK, "one-line")
os.mkdir(place)
shutil.copy(BATON, os.path.join(place, "baton"))
shutil.copy(os.path.join(WORK, "act"), place)
debian.image()


def build(name, line):
    with open(os.path.join(place, "Dockerfile"), "w", encoding="utf-8") as file:
        file.write(DOCKERFILE.format(name=name, line=line))
    tag = f"baton/{name}-{'ours' if line else 'debian'}"
    result = client("docker", "build", "--network", "none", "-t", tag, place)
    same(result.code, 0, f"docker build: {result}")
    return tag


def seen(image, options=()):
    """What comes of each line: the code and, where it is the child's, what it prints."""
    results = [run(*line, image=image, options=options, entrypoint=None) for line in LINES]
    return [(result.code, re.sub(r"^\d+ (\d) [RS] ", r"N \1 ", result.output, flags=re.MULTILINE)
             if result.code == 7 else "") for result in results]


def success(image, options=()):
    return run("/act", "exit", "9", image=image, options=[*SUCCESS, *options], entrypoint=None).code


for program in ("tini", "dumb-init", "catatonit"):
    theirs = build(program, "")
    ours = build(program, inits.readme(f"dropin: {program}"))
    over = ["-v", f"{BATON}:/usr/bin/{program}"]

    known = seen(theirs)
    found(rf"^N 0 {program}$", known[0][1], "PID 1")
    same(seen(ours), known, f"{program}, with README's line")
    same(seen(theirs, over), known, f"{program}, under the Dockerfile as it was")
    same([success(theirs), success(ours), success(theirs, over)], [9, 0, 0], "who knows BATON_ARGS")

    server = Container("/act", "catch", "TERM", "5", "say", "up", "wait", image=ours, entrypoint=None)
    server.until("^up$")
    same(server.stop(), 5, f"{program}: the child's code after docker stop")
