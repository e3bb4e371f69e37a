"""--ready=fd:N: the next sibling starts when the line was written, not before."""
from lib import actor, child, same


def case(t):
    b = t.baton("--strategy=one-for-one",
                child("db", "--ready=fd:4", actor("say:up until:USR1 say:ready ready:4 pause")),
                child("api", actor("say:up pause")))
    up = b.event("up", name="db")
    same({n: kind for n, kind in b.of(up).fds().items() if n > 2}.keys(), {4}, "the fds it got")
    same(b.count("up", name="api"), 0, "starts of api")
    b.kill_child(up, "USR1")
    api = b.event("up", name="api")
    same([line.words[0] for line in b.out.lines], ["up", "ready", "up"], "the order")
    same(sorted(b.of(api).fds()), [0, 1, 2], "api's fds")
    b.log("ready", child="db")
    b.kill("TERM")
    b.ends(0)
