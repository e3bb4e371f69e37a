"""strace -f follows baton and its children through either way of starting them, from the first start on,
and when it comes later and goes again: each child executes, ends as it does without, and is restarted."""
from lib import actor, child, same
from starts import Attached, Traced, kernel_lets, told


def tree(t):
    return ["--strategy=one-for-one", "--backoff=0",
            child("shares", actor("say:up gen:1-3 [ exit:1 ] pause")),
            child("copies", f"--user={t.uid}:{t.uid}", actor("say:up gen:1-3 [ exit:1 ] pause")),
            child("fails", "--optional", "--restart=never", ["/no/such/command"])]


def case(t):
    for pid1 in True, False:
        trace = Traced(t, tree(t), pid1=pid1, calls="clone,execve,exit_group")
        b = trace.baton
        for name in "shares", "copies":
            for gen in 1, 2, 3, 4:
                b.event("up", name=name, gen=gen)
        same(b.log("ended", child="fails")["error"], "ENOENT", "what is said of the third")
        shared = [start for start in told(trace.path)[0] if start.shares]
        same(len(shared), 5 if kernel_lets() else 0, "starts that share: four, and the one that fails")
        b.kill("TERM")
        b.ends(0)

    b = t.baton(tree(t))
    ups = [b.event("up", name=name, gen=4) for name in ("shares", "copies")]
    trace = Attached(t, b, "clone,execve,exit_group")
    for up in ups:
        b.kill_child(up, "KILL")
    ups = [b.event("up", name=up["name"], gen=5) for up in ups]
    starts, text = trace.ends()
    same(sorted(start.shares for start in starts), [False, kernel_lets()], text)
    for up in ups:
        b.kill_child(up, "KILL")
        b.event("up", name=up["name"], gen=6)
    b.kill("TERM")
    b.ends(0)
