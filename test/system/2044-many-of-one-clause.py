"""--count=N: N children NAME-1 to NAME-N of one clause, which start together, restart alone, and all
of which the next sibling waits for."""
from lib import actor, child, same

NAMES = ["web-1", "web-2", "web-3"]


def case(t):
    opens = t.gate()
    b = t.baton("--restart=always", "--backoff=0", child("db", actor("say:up pause")),
                child("web", "--count=3", "--ready=fd:3",
                      actor(f"say:up gate:{opens.path} ready:3 until:USR1 exit:1")),
                child("last", actor("say:up pause")))
    first = {line["name"]: line for line in b.events(4, "up", gen=1)}
    same(sorted(first), ["db", *NAMES], "who is up while none of them is ready")
    opens.open()
    b.event("up", name="last")
    b.kill_child(first["web-2"], "USR1")
    b.event("up", name="web-2", gen=2)
    b.kill("TERM")
    b.ends(0)
    same([b.count("up", name=name) for name in ["db", *NAMES, "last"]], [1, 1, 2, 1, 1], "instances")
    # Under a group strategy they start in order.
    opens = t.gate("order")
    b = t.baton("--strategy=rest-for-one", child("w", "--count=2", "--ready=fd:3",
                                                 actor(f"say:up gate:{opens.path} ready:3 pause")))
    b.event("up", name="w-1")
    opens.open()
    b.log("up")
    same([(line["event"], line["child"]) for line in b.err.lines if line.get("child")],
         [(event, name) for name in ("w-1", "w-2") for event in ("spawned", "ready")],
         "the order of the start")
    b.kill("TERM")
    b.ends(0)
    b = t.baton("--restart=never", child("w", "--count=200", "--oneshot", actor("exit:0")),
                child("last", "--oneshot", actor("say:up")))
    b.ends(0)
    same((b.logged("ended"), b.count("up")), (201, 1), "ends")
