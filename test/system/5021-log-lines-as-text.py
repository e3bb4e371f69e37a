"""One logfmt line for each transition: who, what happened, and what happens next."""
from lib import actor, check, child, same


def case(t):
    b = t.baton("--backoff=200ms", "--jitter=0",
                child("api", "--restart=always", "--max-restarts=8/2m",
                      actor("say:up gen:1 [ exit:1 ] pause")))
    up = b.event("up", gen=2)
    ended = b.log("ended", child="api")
    for key, value in {"level": "warn", "gen": "1", "reason": "exit", "code": "1",
                       "next": "restart", "delay": "200ms", "restarts": "1/8"}.items():
        same(ended[key], value, f"{key} in {ended.text}")
    check(ended["pid"].isdigit() and "uptime" in ended.pairs, ended.text)
    b.kill("TERM")
    b.ends(0)
    for line in b.err.lines:
        check(line.text.startswith("baton: ") or line.text.split(" ")[1:2] == ["baton:"],
              f"the prefix of: {line.text}")
        check({"level", "event"} <= line.pairs.keys(), f"level and event in: {line.text}")
    check(b.logged("shutdown") == 1, "the shutdown is logged once")
    check(any(line.get("pid") == str(up.pid) for line in b.err.lines), "the second instance's pid")
