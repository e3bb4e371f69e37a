"""Fatal signals at children that are being started leave baton unhurt, too, where each child has a copy of
its memory, where it is no PID 1, where core is dumped, and where there is no signalfd and each signal
has a handler."""
from lib import actor, child, load

storm = load("8021-a-storm-of-fatal-signals")
SHOTS = 300
CORE_BYTES = 16 << 20


def case(t):
    cores = [f"rlimit:CORE={CORE_BYTES}", f"chdir:{t.directory('cores')}"]
    for world in ({}, {"of_each": ["--oom-score-adj=500"]}, {"pid1": False}, {"world": cores},
                  {"world": ["forbid:signalfd4=ENOSYS"]}):
        b = storm.tree(t, child("lasts", "--after=none", actor("say:up pause")), **world)
        up = b.event("up", gen=1)
        storm.shoot(t, b, SHOTS, up)
        b.kill_child(up, "KILL")
        b.event("up", gen=2)
        storm.heard_nothing(b)
        b.kill("TERM")
        b.ends(0)
