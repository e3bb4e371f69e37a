"""With --log-format=json in BATON_ARGS each of them says baton's own lines, and no others."""
import json

from lib import actor, check, same

ENV = {"BATON_ARGS": "--log-format=json --log-level=debug", "CATATONIT_DEBUG": ""}


def lines(text):
    return [json.loads(line)["event"] for line in text.splitlines()]


def case(t):
    for name, words, missing in (("tini", ["-w"], 127), ("dumb-init", ["-v"], 2), ("catatonit", [], 1)):
        b = t.named(name, words, "--", actor("daemon [ exit:0 ] say:up until:TERM exit:5"), env=ENV)
        b.event("up")
        b.kill("TERM")
        b.ends(5)
        check("spawned" in lines(b.err.text()), f"{name}: {b.err.text()}")
        code, out, err = t.said(name, words, "--", "nowhere-to-be-found",
                                env={"BATON_ARGS": "--log-format=json"})
        same((code, out), (missing, ""), f"{name} without its program")
        told = [json.loads(line) for line in err.splitlines()]
        errors = [line["event"] for line in told if line.get("error") == "ENOENT"]
        same(errors[0], "ended", f"{name}: {err}")
        same(set(errors[1:]) <= {"exit"} and len(errors) <= 2, True, f"{name}: {err}")
