"""A set-up step that fails names its path; a command that is there and cannot be run says why."""
import json
import os

from lib import actor, check, child, same


def told(t, *clause, code=127, **wanted):
    """The line about the end of the only child; the last line says the same."""
    b = t.baton("--restart=always", child("a", *clause))
    b.ends(code)
    ended = b.log("ended")
    for line in ended, b.log("exit"):
        for key, value in wanted.items():
            same(line.get(key), value, f"{key} in {line.text}")
    return ended


def case(t):
    file = t.file("file", "x")
    for option, step in ("--cwd", "cwd"), ("--stdout", "stdout"), ("--stderr", "stderr"):
        told(t, f"{option}={file}/x", actor("exit:0"), code=126, step=step, error="ENOTDIR",
             path=f"{file}/x")

    for files, path, error in (("none", "more/none", "ENOENT"), ("file", "nul", "EINVAL")):
        good, bad = t.file(f"good-{files}", "x"), t.path(path)
        if files == "file":
            t.file(path, "x\0y")
        told(t, f"--env-file=A={good}", f"--env-file=B={bad}", "--env=C=1", actor("exit:0"), code=126,
             step="env-file", error=error, path=bad)

    # ENOENT of the kernel is about the interpreter and not about the script.
    run = {"step": "exec", "error": "ENOENT"}
    script = t.file("script", "#!/no/such/interpreter -x\necho", 0o755)
    line = told(t, [script], command=script, interpreter="/no/such/interpreter", **run)
    check("interpreter" in line["hint"], "a script")
    for name, start, interpreter in (("blanks", "#! \t/no/such/a\tb", "/no/such/a"),
                                     ("relative", "#!no/such", "no/such")):
        told(t, [t.file(name, start, 0o755)], interpreter=interpreter, **run)
    crlf = t.file("crlf", "#!/bin/sh\r\necho\r\n", 0o755)
    check("CRLF" in told(t, [crlf], interpreter=None, **run)["hint"], "with the line ends of DOS")
    # Found by the search, and behind a directory that has nothing of that name.
    path = f"--env=PATH=/no/such:{os.path.dirname(crlf)}"
    check("CRLF" in told(t, path, ["crlf"], command="crlf", **run)["hint"], "by the search")
    with open("/bin/true", "rb") as file:
        image = file.read().replace(b"/lib64/ld-linux", b"/nib64/ld-linux")
    with open(t.path("foreign"), "wb") as file:
        file.write(image)
    os.chmod(t.path("foreign"), 0o755)
    check("loader" in told(t, [t.path("foreign")], **run)["hint"], "a program")

    # Whatever the line holds, what is told of it is short, and JSON.
    odd = t.file("odd", "#!/\x01\u00e9\"" + "x" * 100, 0o755)
    check(told(t, [odd], **run)["interpreter"].startswith("/"), "an odd name")
    b = t.baton("--log-format=json", "--restart=always", child("a", [odd]))
    b.ends(127)
    name = json.loads(b.err.lines[-1].text)["interpreter"]
    check(name.endswith("x") and len(name) < 128, name)
    # Two at once have each their own.
    b = t.baton("--auto-shutdown=all", child("a", [script]), child("b", [odd]))
    b.ends(127)
    same(b.log("ended", child="a")["interpreter"], "/no/such/interpreter", "the one")
    check(b.log("ended", child="b")["interpreter"].endswith("x"), "the other")

    # What is not there at all has no hint, and neither has what may not be run.
    check("hint" not in told(t, ["/no/such/program"], **run).pairs, "a missing program")
    check("hint" not in told(t, ["no-such-program"], **run).pairs, "one that is searched for")
    plain = t.file("plain", "#!/bin/sh\r\n")
    check("hint" not in told(t, [plain], code=126, error="EACCES").pairs, "not executable")
