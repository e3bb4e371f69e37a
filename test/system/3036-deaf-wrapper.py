"""A main process that waits for its server and does not hand the stop on: at half-time what it has
started is asked as well, and not again when it has ended; with --kill=group all are asked at first."""
from lib import actor, child, same

SERVER = "fork [ report:TERM say:server until:USR1 exit:0 ] {} ignore:TERM say:up wait exit:0"


def case(t):
    for own in ("", "fork [ setpgid report:TERM say:server until:USR1 exit:0 ]"):
        b = t.baton("--strategy=one-for-one", "--grace=2s", child("db", actor(SERVER.format(own))))
        servers = b.events(2 if own else 1, "server")
        b.event("up")
        b.kill("TERM")
        b.log("half-time", child="db")
        for server in servers:
            b.got("TERM", pid=server["pid"])
            b.kill_child(server, "USR1")
        b.ends(0)
        same(b.reports("TERM"), len(servers), "requests to end")
        same(b.logged("killing"), 0, "KILLs")

    b = t.baton("--strategy=one-for-one", "--grace=20s", "--kill=group",
                child("db", actor(SERVER.format(""))))
    server = b.event("server")
    b.event("up")
    b.kill("TERM")
    b.got("TERM", pid=server["pid"])
    b.kill_child(server, "USR1")
    b.ends(0)
    same(b.logged("half-time"), 0, "half-times")
