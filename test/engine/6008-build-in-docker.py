"""docker/build: baton from its source, in a first stage; the image that comes out has one file, and another
Dockerfile copies it from there."""
import os
import shutil
import subprocess

import debian
import inits
from engine import BATON, TOP, WORK, client, docker, found, run, same

SOURCE = ("LICENSE", "docker", "include", "meson.build", "scripts", "src", "test")
COPYING = """FROM scratch
{line}COPY act /
ENTRYPOINT ["/usr/local/bin/baton"]
CMD ["/act", "exit", "7"]
"""

place = os.path.join(WORK, "source")
os.mkdir(place)
for name in SOURCE:
    subprocess.run(["cp", "-a", os.path.join(TOP, name), place], check=True)
# The reader's registry has this image; the test has its stand-in.
dockerfile = os.path.join(place, "docker/build/Dockerfile")
with open(dockerfile, encoding="utf-8") as file:
    text = file.read()
same(text.count("FROM debian:bookworm-slim AS build\n"), 1, "first stages")
with open(dockerfile, "w", encoding="utf-8") as file:
    file.write(text.replace("debian:bookworm-slim", debian.with_compilers()))

command = inits.readme("built: docker").replace("docker build", "docker build --network none")
built = client("sh", "-c", f"cd '{place}' && {command}")
same((built.code, ""), (0, "" if built.code == 0 else built.output), "docker build")
made = run("--version", image="baton", entrypoint=None)
same((made.code, made.output), (0, client(BATON, "--version").output), "the version")
container = docker("create", "--network", "none", "baton").splitlines()[-1]
docker("export", container, "--output", os.path.join(WORK, "made.tar"))
docker("rm", container)
listing = client("tar", "-tvf", os.path.join(WORK, "made.tar")).output
found(r"^-rwxr-xr-x .* baton$", listing, "the file")
regular = [line.split()[-1] for line in listing.splitlines() if line.startswith("-") and not line.split()[2] == "0"]
same(regular, ["baton"], "files that are not the engine's")

other = os.path.join(WORK, "other")
os.mkdir(other)
with open(os.path.join(other, "Dockerfile"), "w", encoding="utf-8") as file:
    file.write(COPYING.format(line=inits.readme("dropin: stage")))
shutil.copy(os.path.join(WORK, "act"), other)
copied = client("docker", "build", "--network", "none", "-t", "baton/other", other)
same((copied.code, ""), (0, "" if copied.code == 0 else copied.output), "docker build of another image")
same(run(image="baton/other", entrypoint=None).code, 7, "the code there")
shutil.rmtree(place)
