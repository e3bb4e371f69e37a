"""200 orphans end in the container: none stays a zombie, none is mistaken for the child."""
from engine import Container, Failed, same

LOOKS = 50  # each look is a docker exec, so baton has had many turns by then

container = Container("--", "/act", "orphans", "200", "catch", "TERM", "0", "say", "up", "wait")
container.until("^orphans ended$")
container.until("^up$")
for _ in range(LOOKS):
    zombies = [row for row in container.processes() if row[2] == "Z"]
    if not zombies:
        break
else:
    raise Failed(f"zombies are left: {zombies}")
same(len(container.processes()), 2, "processes: the init and the child")
same(container.stop(), 0, "the exit code")
