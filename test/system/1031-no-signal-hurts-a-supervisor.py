"""A supervised baton survives every signal that does not mean a stop, the synchronous ones too."""
from lib import actor, number, same

OTHERS = {number(name) for name in ("KILL", "STOP", "TERM", "INT", "QUIT", "PWR",
                                  "RTMIN+3")}


def case(t):
    for pid1 in (True, False):
        b = t.baton("--restart=always", actor("report:all say:up pause"), pid1=pid1)
        up = b.event("up")
        for signal in sorted(set(range(1, 65)) - OTHERS):
            b.kill(signal)
        b.log("signal-dropped", signal="RTMIN+30")  # the last one shows that all were read
        b.kill("CONT")
        b.got("CONT")
        same(b.count("up"), 1, "instances")
        same({line.words[1] for line in b.out.lines if line.words[0] == "got"}, {"CONT"},
             "signals that nobody asked for")
        b.kill_child(up, "KILL")
        b.event("up", gen=2)
        b.kill("KILL")
