"""The last line of the log is event=exit: the code, the cause, the limits, the program, who was killed."""
import json

from lib import actor, check, child, same, supervisor

AGAIN = "--restart=always", "--backoff=0"
DEAF = actor("ignore:TERM say:up pause")


def last(b, code, **wanted):
    b.ends(code)
    line = b.err.lines[-1]
    for key, value in {"event": "exit", "code": str(code), **wanted}.items():
        same(line.get(key), value, f"{key} in {line.text}")
    return line


def case(t):
    # An end of its own, with the level, the program and the limit that was one too many for.
    b = t.baton(*AGAIN, child("api", "--max-restarts=3/10s", actor("exit:42")))
    line = last(b, 42, level="error", child="api", reason="exit", restarts="4/3", window="10s")
    check(line["command"].endswith("actor") and "tripped" not in line.pairs, line.text)
    b = t.baton(*AGAIN, "--intensity=2/1m", child("a", actor("exit:3")))
    last(b, 3, child="a", tripped="/", restarts="3/2", window="1m")
    b = t.baton(supervisor("app/", "--max-restarts=1/1m"), child("app/a", AGAIN, actor("exit:3")))
    line = last(b, 3, child="app/a", restarts="2/1")
    b = t.baton(child("a", actor("exit:0")), child("b", actor("pause")))
    line = last(b, 0, level="info", child="a", reason="exit")
    check("restarts" not in line.pairs, line.text)
    b = t.baton("--auto-shutdown=all", child("a", actor("exit:0")), child("b", actor("exit:0")))
    last(b, 0, level="info", cause="end", child=None)
    b = t.baton("--auto-shutdown=all", child("a", actor("exit:0")), child("b", actor("exit:4")))
    last(b, 4, child="b", reason="exit", cause=None)
    b = t.baton("--start-timeout=9s", child("a", actor("die:SEGV")))
    last(b, 139, child="a", reason="signal", signal="SEGV")

    # A command that cannot be run, and a step before it.
    b = t.baton("--restart=always", child("a", ["/no/such/program"]))
    line = last(b, 127, reason="exec", step="exec", error="ENOENT", command="/no/such/program")
    same(line.text.count("command="), 1, line.text)
    b = t.baton("--restart=always", child("a", "--cwd=/no/such", actor("exit:0")))
    last(b, 126, reason="exec", step="cwd", error="ENOENT")

    # A stop that was asked for, with and without a KILL.
    b = t.baton("--restart=always", child("a", actor("say:up pause")))
    b.event("up")
    b.kill("INT")
    line = last(b, 0, level="info", cause="signal", signal="INT")
    check("killed" not in line.pairs and "child" not in line.pairs, line.text)
    stop = "--grace=300ms", "--restart=always"
    clauses = child("a", DEAF), child("b", actor("say:up pause")), child("c", DEAF)
    b = t.baton(*stop, *clauses)
    b.events(3, "up")
    b.kill("TERM")
    last(b, 122, level="error", cause="signal", signal="TERM", killed="a,c")
    b = t.baton("--log-format=json", *stop, *clauses)
    b.events(3, "up")
    b.kill("TERM")
    b.ends(122)
    line = json.loads(b.err.lines[-1].text)
    same((line["event"], line["code"], line["killed"]), ("exit", 122, ["a", "c"]), str(line))

    # More than there is room for: as many as fit, and how many more.
    long = [f"{'n' * 50}{i}" for i in range(30)]
    b = t.baton(*stop, *[child(name, DEAF) for name in long])
    b.events(len(long), "up")
    b.kill("TERM")
    line = last(b, 122)
    named = line["killed"].split(",")
    same((named, len(named) + int(line["killed_more"])), (long[:len(named)], len(long)), line.text)
    check(len(line.text) < 1024, line.text)

    # JSON: numbers are numbers. A classic init tells it at info, and is silent by itself.
    b = t.baton("--log-format=json", *AGAIN, child("api", "--max-restarts=3/10s", actor("exit:42")))
    b.ends(42)
    lines = [json.loads(line.text) for line in b.err.lines]
    same([lines[-1][key] for key in ("code", "restarts", "limit", "window_ms")], [42, 4, 3, 10000],
         str(lines[-1]))
    restart = next(line for line in lines if line.get("next") == "restart")
    same((restart["restarts"], restart["limit"]), (1, 3), str(restart))
    b = t.baton("--log-level=info", actor("exit:3"))
    last(b, 3, level="info", child="actor", reason="exit")
