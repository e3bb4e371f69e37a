"""LISTEN_PID that names catatonit itself names the child then; another one stays."""
from lib import actor, same


def case(t):
    for given in ("1", "77"):
        b = t.named("catatonit", "--", actor("say:up until:TERM exit:0"),
                    env={"LISTEN_PID": given, "LISTEN_FDS": "2"})
        up = b.event("up")
        environment = dict(b.of(up).environment())
        same((environment["LISTEN_PID"], environment["LISTEN_FDS"]),
             (str(up.pid) if given == "1" else given, "2"), given)
        b.kill("TERM")
        b.ends(0)
