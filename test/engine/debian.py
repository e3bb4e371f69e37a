"""A stand-in for the image debian:bookworm-slim, made from the packages of this machine.

The examples in docker/ say FROM debian:bookworm-slim and apt-get install. A test has no registry
and should not download: so the image is put together from the installed files of the same Debian
packages and the libraries they are linked with, and its apt-get only checks that every package it
is asked for is among them. Everything else in the Dockerfiles runs as it stands.
"""

import io
import os
import subprocess
import tarfile

from engine import DEADLINE_S, Failed, client, docker

IMAGE = "debian:bookworm-slim"
BASE = ("base-files", "bash", "coreutils", "dash", "debianutils", "grep", "hostname", "libc-bin",
        "sed", "tzdata")
SERVERS = ("nginx", "nginx-common", "nginx-light", "postgresql", "postgresql-15",
           "postgresql-client-15", "redis-server", "redis-tools")
INITS = ("tini", "dumb-init", "catatonit")
PYTHON = ("python3", "python3-minimal", "python3.11", "python3.11-minimal", "libpython3.11-minimal",
          "libpython3.11-stdlib", "python3-pkg-resources")
COMPILERS = ("binutils", "binutils-common", "binutils-x86-64-linux-gnu", "cpp-12", "dpkg", "gcc", "gcc-12",
             "libc6-dev", "libgcc-12-dev", "meson", "musl-dev", "musl-tools", "ninja-build", *PYTHON)
USERS = ("root", "nobody", "www-data", "postgres", "redis")
GROUPS = (*USERS, "nogroup", "adm", "ssl-cert")
# made by the packages' scripts or at boot, so in no package's list of files
MADE = ("/dev", "/proc", "/sys", "/tmp", "/run", "/root", "/var/lib/redis", "/var/log/redis",
        "/var/lib/postgresql", "/var/log/nginx", "/var/lib/nginx",
        "/etc/nginx/sites-enabled/default", "/var/www/html",
        "/var/www/html/index.nginx-debian.html")
LEFT_OUT = ("/usr/share/doc/", "/usr/share/man/", "/usr/share/locale/", "/usr/share/lintian/",
            "/usr/share/zoneinfo/right/", "/usr/share/zoneinfo/posix/",
            "/usr/lib/postgresql/15/lib/bitcode/", "/usr/lib/postgresql/15/lib/llvmjit")
APT_GET = """#!/bin/sh
# The stand-in's: update does nothing, install wants to know every package.
case $1 in update) exit 0 ;; install) shift ;; *) echo "apt-get: $1?" >&2; exit 100 ;; esac
for package; do
  case $package in -* | *::*=*) continue ;; esac
  grep -qx "$package" /usr/share/stand-in || { echo "apt-get: no $package here" >&2; exit 100; }
done
"""


def installed(packages):
    """The files and directories of these packages, which must be on this machine."""
    listing = client("dpkg", "-L", *packages)
    if listing.code != 0:
        raise Failed(f"packages are missing: scripts/setup engine\n{listing}")
    return {path for path in listing.output.splitlines()
            if path.startswith("/") and path != "/." and os.path.lexists(path)
            and not path.startswith(LEFT_OUT)}


def is_program(path):
    if os.path.islink(path) or not os.path.isfile(path):
        return False
    with open(path, "rb") as file:
        return file.read(4) == b"\x7fELF"


def libraries(paths):
    """What the programs among the paths are linked with."""
    programs = [path for path in paths if is_program(path)]
    listing = client("ldd", *programs).output
    words = {word for line in listing.splitlines() for word in line.split()}
    return {word for word in words if word.startswith("/") and not word.endswith(":")}


def with_targets(paths):
    """The paths under their real directories (/bin is a link to usr/bin), and what links lead to."""
    whole = set()
    for path in paths:
        path = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
        while True:
            whole.add(path)
            if not os.path.islink(path):
                break
            target = os.path.normpath(os.path.join(os.path.dirname(path), os.readlink(path)))
            target = os.path.join(os.path.realpath(os.path.dirname(target)),
                                  os.path.basename(target))
            if target in whole or not os.path.lexists(target):
                break
            path = target
    return whole


def parents(paths):
    found = set()
    for path in paths:
        while path != "/":
            path = os.path.dirname(path)
            found.add(path)
    return found - {"/"}


def lines_of(path, names):
    with open(path, encoding="utf-8") as file:
        return "".join(line for line in file if line.split(":")[0] in names)


def add_file(archive, name, text, mode=0o644):
    entry = tarfile.TarInfo(name)
    data = text.encode()
    entry.size, entry.mode = len(data), mode
    archive.addfile(entry, io.BytesIO(data))


def write_archive(stream, packages):
    paths = installed(packages)
    paths = with_targets(paths | libraries(paths) | set(MADE))
    own = {"/etc/passwd", "/etc/group", "/usr/bin/apt-get"}
    with tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        for link in ("bin", "sbin", "lib", "lib64"):  # Debian 12's merged /usr
            entry = tarfile.TarInfo(link)
            entry.type, entry.linkname = tarfile.SYMTYPE, f"usr/{link}"
            archive.addfile(entry)
        merged = {"/bin", "/sbin", "/lib", "/lib64"}
        for path in sorted((paths | parents(paths)) - own - merged):
            entry = archive.gettarinfo(path, arcname=path)
            if entry is None or not (entry.isdir() or entry.issym() or entry.isreg()):
                continue
            if entry.isreg():
                with open(path, "rb") as file:
                    archive.addfile(entry, file)
            else:
                archive.addfile(entry)
        add_file(archive, "/etc/passwd", lines_of("/etc/passwd", USERS))
        add_file(archive, "/etc/group", lines_of("/etc/group", GROUPS))
        add_file(archive, "/usr/bin/apt-get", APT_GET, 0o755)
        add_file(archive, "/usr/share/stand-in", "\n".join(packages) + "\n")


def image(name=IMAGE, packages=(*BASE, *SERVERS, *INITS)):
    """The stand-in's name; it is built once in a run."""
    if docker("images", "-q", name):
        return name
    with subprocess.Popen(["docker", "import", "-c", 'CMD ["sh"]', "-", name],
                          stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as importing:
        write_archive(importing.stdin, packages)
        importing.stdin.close()
        if importing.wait(DEADLINE_S) != 0:
            raise Failed("docker import of the stand-in failed")
    return name


def with_compilers():
    """One that can build baton; under a name of its own, since every build would copy it."""
    return image("baton/compilers", (*BASE, *COMPILERS))
