"""dockerd --init-path=baton, then docker run --init: baton under the name docker-init, in any container."""
import inits
from engine import BATON, Container, Failed, run, same

inits.docker_with(f"--init-path={BATON}")


def run_init(options, *line):
    return run(*line, options=["--init", *options], entrypoint="/act")


inits.is_the_init(run_init, "docker-init")
inits.is_baton(run_init)
same(run(options=["--init"], entrypoint="/nowhere").code, 127, "no such program")
same(run(options=["--init"], entrypoint="/tmp").code, 126, "no program")

for way in ([], [*inits.LOCKED, "-t"]):
    running = Container("orphans", "50", "catch", "USR1", "-1", "catch", "TERM", "5", "say", "up",
                        "wait", options=["--init", *way], entrypoint="/act")
    running.until("^up")
    running.kill("USR1")
    running.until("^got USR1")
    if any(state == "Z" for _, _, state, _ in running.processes()):  # it has had turns enough
        raise Failed(f"{way}: orphans are not reaped: {running.processes()}")
    same(running.stop(), 5, f"{way}: the child's code after docker stop")
