"""--ready=env:VAR: baton picks a free fd and says its number."""
from lib import actor, child, check


def case(t):
    b = t.baton("--strategy=one-for-one",
                child("db", "--ready=env:READY_AT",
                      actor("say:up until:USR1 ready-env:READY_AT pause")),
                child("api", actor("say:up pause")))
    up = b.event("up", name="db")
    fd = int(dict(b.of(up).environment())["READY_AT"])
    check(fd >= 3 and sorted(b.of(up).fds()) == [0, 1, 2, fd], f"its fds {b.of(up).fds()}")
    b.kill_child(up, "USR1")
    b.event("up", name="api")
    b.kill("TERM")
    b.ends(0)
