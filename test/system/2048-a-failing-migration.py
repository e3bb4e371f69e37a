"""A oneshot that never succeeds is tried until its breaker trips, and the container ends with its code;
with --restart=never it is tried once. What waits for it is never started."""
from lib import actor, check, child, same

WAITS = child("web", actor("say:up pause"))


def case(t):
    # 8 restarts within two minutes are allowed; then the last line says that this was one too many.
    b = t.baton("--backoff=0", child("migrate", "--oneshot", actor("say:up exit:3")), WAITS)
    b.ends(3)
    same((b.count("up", name="migrate"), b.count("up", name="web")), (9, 0), "instances")
    line = b.err.lines[-1]
    same([line.get(key) for key in ("event", "code", "child", "restarts", "window")],
         ["exit", "3", "migrate", "9/8", "2m"], line.text)

    for policy in (("--restart=never",), ("--fatal=3",)):
        b = t.baton("--backoff=0", child("migrate", "--oneshot", *policy, actor("say:up exit:3")), WAITS)
        b.ends(3)
        same((b.count("up", name="migrate"), b.count("up", name="web")), (1, 0), f"with {policy}")
        check("restarts" not in b.err.lines[-1].pairs, b.err.lines[-1].text)

    # A success ends the tries.
    b = t.baton("--backoff=1ms:2ms", child("migrate", "--oneshot",
                                           actor("say:up gen:1-3 [ exit:3 ] say:done exit:0")), WAITS)
    b.event("up", name="web")
    same((b.count("up", name="migrate"), b.count("done")), (4, 1), "tries until it succeeds")
    b.kill("TERM")
    b.ends(0)
