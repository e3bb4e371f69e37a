"""docker/scratch: a static program and baton, built and run as it stands."""
import os
import shutil

import docs
from engine import Container, WORK, run, same

shutil.copy(os.path.join(WORK, "act"), os.path.join(docs.context("scratch"), "server"))
image = docs.build("scratch")
same(run("exit", "7", image=image, entrypoint=None).code, 7, "the exit code")
container = Container("catch", "TERM", "0", "say", "up", "wait", image=image, entrypoint=None)
container.until("^up$")
same(container.stop(), 0, "the exit code of docker stop")
