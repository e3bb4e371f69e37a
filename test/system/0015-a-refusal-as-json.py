"""With --log-format=json a wrong line's message is JSON, and so is a warning, wherever on the line the
option stands; the termination message goes where the line says, as text, and nowhere if it says so."""
import json
import os

from lib import actor, check, child, same


def told(b, code=2):
    """What the one line on stderr says, as JSON."""
    b.ends(code)
    same(len(b.err.lines), 1, f"lines: {b.err.text()}")
    return json.loads(b.err.text())


def case(t):
    up = actor("say:up")
    for words in (["--log-format=json", "--nope"], ["--nope", "--log-format", "json"]):
        line = told(t.run(words, up))
        same((line["level"], line["event"]), ("error", "line"), "level and event")
        check(line["message"].endswith("unknown option '--nope'"), line["message"])
        check(line["time"].endswith("Z"), line["time"])
    line = told(t.run("--log-format=json", "--user=no-such-user-here", up))
    check("no such user" in line["message"], line["message"])
    line = told(t.run("--nope", up, env={"BATON_ARGS": "--log-format=json"}))
    check("--nope" in line["message"], line["message"])
    line = told(t.run("--log-format=json", 'say "no"\\\x1b\x9b ' + 200 * "x"))
    check(line["message"].startswith("word 2: the command 'say \"no\"\\?"), line["message"])
    line = told(t.run("--log-format=json", "--forward=" + 900 * '"', up))
    check('"""' in line["message"], "a message that is cut")

    # A warning before a start.
    long = ["--stop-timeout=20s", actor("exit:0")]
    b = t.run("--strategy=one-for-all", "--restart=never", "--log-format=json", child("a", *long),
              child("b", *long))
    b.ends(0)
    line = json.loads(b.err.lines[0].text)
    same((line["level"], line["event"]), ("warn", "line"), "a warning")
    check("--grace is 48s: the engine's own timeout" in line["message"], line["message"])

    # What another program says is its own.
    code, out, err = t.said("tini", "-x", env={"BATON_ARGS": "--log-format=json"})
    same((code, out, err.splitlines()[0]), (1, "", "tini: invalid option -- 'x'"), "tini's words")

    # Where the reason is left.
    path = t.path("message")
    for words in ([f"--termination-message={path}", "--nope"],
                  ["--nope", "--termination-message", path, "--log-format=json"],
                  ["--log-format=json", f"--termination-message={path}", "--user=no-such-user"]):
        b = t.run(words, up)
        b.ends(2)
        with open(path) as file:
            check(file.read().startswith("baton: word "), f"the message of {words}")
        os.unlink(path)
    root = t.root(files={"/dev/termination-log": ""})
    for words in (["--termination-message=off", "--nope"], ["--nope", "--explain"]):
        t.baton(words, up, mounts=False, world=f"mounts root:{root}").ends(2)
        same(os.path.getsize(root + "/dev/termination-log"), 0, f"bytes for {words}")
