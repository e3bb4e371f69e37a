"""--explain prints the plan on stdout and starts nothing; text and JSON; 2 for a wrong line."""
import json

from lib import actor, check, child, same, supervisor


def case(t):
    tree = [child("db", "--restart=always", actor("say:up")),
            supervisor("app/", "--strategy=one-for-all"),
            child("app/web", "--user=0:0", actor("say:up", ["two words"]))]
    for word in ("--explain", "--explain=text"):
        b = t.run(word, tree)
        b.ends(0)
        for part in ("db", "app", "web", "one-for-all", "always"):
            check(part in b.out.text(), f"{part} in {b.out.text()}")
        same((b.count("up"), b.err.text()), (0, ""), "starts, stderr")
    b = t.run("--explain=json", tree)
    b.ends(0)
    plan = json.loads(b.out.text())
    same(plan["version"], 1, "the version of the form")
    text = json.dumps(plan)
    for part in ("app/web", "two words", "one-for-all"):
        check(part in text, f"{part} in {text}")
    same(b.err.text(), "", "stderr")
    t.run("--explain", "--no-such", "x").ends(2)
