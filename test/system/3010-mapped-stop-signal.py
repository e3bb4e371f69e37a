"""--signal=TERM:QUIT keeps the shutdown and makes QUIT the stop signal by default."""
from lib import actor, child, same


def case(t):
    b = t.baton("--restart=always", "--signal=TERM:QUIT",
                child("a", actor("report:TERM say:up until:QUIT say:quit exit:0")),
                child("b", "--stop-signal=INT", actor("say:up until:INT say:int exit:0")))
    b.events(2, "up")
    b.kill("TERM")
    b.ends(0)
    same([b.count("quit"), b.count("int"), b.reports("TERM")], [1, 1, 0], "stop signals")
