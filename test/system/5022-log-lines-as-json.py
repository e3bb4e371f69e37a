"""--log-format=json: each line is one JSON object with the same keys, whatever the names hold."""
import json

from lib import actor, check, child, same


def case(t):
    b = t.baton("--log-format=json", "--backoff=0",
                child("api", "--restart=always", actor("say:up gen:1 [ die:SEGV ] pause")),
                child("bad", "--optional", "--argc=1", ["/no/such/\"quoted\"\n\\command"]),
                child("long", "--optional", ["/" + "\"long\"" * 500]),
                child("bytes", "--optional", ["/\udcff\x01\u00e9" * 100]))
    b.event("up", gen=2)
    b.says('"ended"', '"bad"')
    b.says('"ended"', '"long"')
    b.says('"ended"', '"bytes"')
    b.kill("TERM")
    b.ends(0)
    check(all("\ufffd" not in line.text for line in b.err.lines), "all of it is UTF-8")
    lines = [json.loads(line.text) for line in b.err.lines]
    check(all({"level", "event"} <= line.keys() for line in lines), f"keys: {lines}")
    ended = next(line for line in lines if line["event"] == "ended" and line.get("child") == "api")
    same((ended["gen"], ended["reason"]), (1, "signal"), f"values of {ended}")
    check(isinstance(ended["pid"], int), "numbers are numbers")
