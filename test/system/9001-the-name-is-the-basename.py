"""The basename of argv[0] picks whose line is read; any other name is baton's own."""
from lib import same

VERSIONS = {
    "tini": ("--version", 1, "tini version 0.19.0_baton-"),
    "/sbin/tini": ("--version", 1, "tini version 0.19.0_baton-"),
    "tini-static": ("--version", 1, "tini version 0.19.0_baton-"),
    "docker-init": ("--version", 1, "tini version 0.19.0_baton-"),
    "dumb-init": ("-V", 2, "dumb-init v1.2.5\n"),
    "/usr/bin/dumb-init": ("--version", 2, "dumb-init v1.2.5\n"),
    "catatonit": ("-V", 1, "tini version 0.2.1_catatonit\n"),
    "podman-init": ("--version", 1, "tini version 0.2.1_catatonit\n"),
    "pause": ("-V", 1, "tini version 0.2.1_catatonit\n"),
}


def case(t):
    for name, (option, stream, version) in VERSIONS.items():
        said = t.said(name, option)
        same((said[0], said[3 - stream]), (0, ""), f"{name}: code and the other stream")
        same(said[stream][:len(version)], version, name)
    for name in ("baton", "tini2", "init"):
        same(t.said(name, "--version")[1].splitlines()[1][:6], "baton ", name)
        same(t.said(name)[0], 2, f"{name} without a command")
