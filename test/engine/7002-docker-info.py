"""README's daemon.json: dockerd finds the version of its init, which is baton, and has nothing to say
about it, as it has about a program that is none."""
import json
import os

import inits
from engine import WORK, absent, docker, found, same

settings = json.loads(inits.readme("settings: daemon.json"))
directory = inits.readme("host: docker").split()[1]
same(settings, {"init-path": f"{directory}/docker-init"}, "README's settings")


def log_with(path):
    """What the daemon logs, with this path in its daemon.json, when it is asked for versions."""
    config = os.path.join(WORK, "daemon.json")
    with open(config, "w", encoding="utf-8") as file:
        json.dump({**settings, "init-path": path}, file)
    place = inits.docker_with(f"--config-file={config}")
    same(docker("info", "-f", "{{.InitBinary}}"), path, "docker info's init binary")
    told = json.loads(docker("version", "-f", "{{json .Server.Components}}"))
    versions.append(next((part["Version"] for part in told if part["Name"] == "docker-init"), None))
    with open(os.path.join(place, "dockerd.log"), encoding="utf-8") as log:
        return log.read()


versions = []
inits.install(os.path.join(WORK, "bin"))
absent("level=(warning|error) .*(version|init)", log_with(os.path.join(WORK, "bin", "docker-init")), "the daemon's log")
found(r"^0\.19\.0_baton-\d+\.\d+\.\d+$", versions[0], "docker version's docker-init")

os.symlink("/bin/true", os.path.join(WORK, "docker-init"))
found("failed to parse .*docker-init version", log_with(os.path.join(WORK, "docker-init")),
      "the log, where the init has no version")
