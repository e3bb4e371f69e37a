"""--stop-signal: each child gets its own, followed by CONT, and no other."""
from lib import actor, child, same


def case(t):
    b = t.baton("--restart=always", "--stop-signal=QUIT",
                child("db", "--stop-signal=SIGINT",
                      actor("report:all say:up until:INT say:int exit:0")),
                child("web", "--stop-signal=RTMIN+4", actor("say:up until:38 say:rt exit:0")),
                child("any", actor("report:TERM say:up until:QUIT say:quit exit:0")))
    b.events(3, "up")
    b.kill("TERM")
    b.ends(0)
    same([b.count(tag) for tag in ("int", "rt", "quit")], [1, 1, 1], "stop signals")
    same(b.reports("TERM"), 0, "TERMs")
