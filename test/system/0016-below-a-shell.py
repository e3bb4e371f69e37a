"""Where PID 1 is a shell that runs baton, by CMD in shell form or a script that does not exec, one
warning says so and what to write."""
import os

import lib
from lib import actor, check, same


def case(t):
    line = " ".join([lib.BATON, *actor("say:up exit:3")])
    script = t.path("entrypoint.sh")
    with open(script, "w") as file:
        file.write(f"#!/bin/sh\n{line}\nexit $?\n")
    os.chmod(script, 0o755)

    def warnings(words, code=3, **world):
        b = t.baton(words[1:], init=words[0], **world)
        b.ends(code)
        same(b.count("up"), 1, "starts")
        return [text for text in b.err.lines if text.get("event") == "shell-form"]

    for words in (["/bin/sh", "-c", f"{line}; exit $?"], [script],
                  ["/bin/bash", "-c", f"{line} && true"]):
        said = warnings(words)
        same(len(said), 1, f"warnings of {words[0]}")
        same((said[0]["level"], said[0]["event"]), ("warn", "shell-form"), "level and event")
        check('CMD ["baton", ...]' in said[0].text.replace('\\"', '"'), said[0].text)

    # Where nothing is to be warned of: baton is PID 1, or a job of an interactive shell, or its
    # parent is no shell, or nobody wants to hear it.
    quiet = line.replace(lib.BATON, f"{lib.BATON} --log-level=error")
    for words in (["/bin/sh", "-c", f"exec {line}"], ["/bin/bash", "-c", f"set -m; {line}; exit $?"],
                  ["/bin/sh", "-c", f"{quiet}; exit $?"]):
        same(warnings(words), [], f"warnings of {words}")
    b = t.baton(actor("exit:0"), pid1=False)
    b.ends(0)
    check("shell" not in b.err.text(), b.err.text())
    # Without a /proc of this namespace nothing is known of PID 1.
    same(warnings(["/bin/sh", "-c", f"{line}; exit $?"], mounts=False), [], "without /proc")
