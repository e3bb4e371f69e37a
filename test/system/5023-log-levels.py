"""A classic init is silent; info tells every transition, warn only trouble, error nothing."""
from lib import actor, check, same


def case(t):
    b = t.baton(actor("exit:3"))
    b.ends(3)
    same(b.err.text(), "", "the log of a classic init")
    lines = {}
    for level in ("error", "warn", "info", "debug"):
        b = t.baton(f"--log-level={level}", "--restart=on-failure", "--backoff=0",
                    actor("gen:1 [ exit:1 ] exit:0"))
        b.ends(0)
        lines[level] = len(b.err.lines)
        check(all(line.get("level") != "debug" for line in b.err.lines) or level == "debug",
              b.err.text())
    check(lines["error"] < lines["warn"] < lines["info"] <= lines["debug"],
          f"lines by level: {lines}")
    same(lines["error"], 0, "lines at error")
