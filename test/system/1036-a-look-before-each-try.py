"""Along PATH a look passes over where no file is; whatever else it says, the exec says itself."""
import os
import re
import shutil

import lib
from lib import Failure, same

CALL = re.compile(r'\d+ +(faccessat|execve)\((?:AT_FDCWD, )?"([^"]*)"')


class Search:
    def __init__(self, t):
        self.t, self.strace = t, shutil.which("strace", path=lib.PATH)
        if self.strace is None:
            raise Failure("strace is missing: install the Debian package strace")
        self.trace = t.path("trace")

    def __call__(self, path, command, code, *injected):
        """The child's looks and tries, as "look DIRECTORY" and "try DIRECTORY"."""
        options = [word for what in injected for word in ("-e", f"inject=faccessat:{what}")]
        self.t.start([self.strace, "-f", "-o", self.trace, "-e", "trace=faccessat,execve", *options,
                      lib.BATON, f"--env=PATH={':'.join(path)}", command, "exit:7"]).ends(code)
        with open(self.trace, encoding="utf-8", errors="replace") as file:
            made = [match.groups() for match in map(CALL.match, file) if match]
        return [f"{'look' if call == 'faccessat' else 'try'} {os.path.basename(os.path.dirname(file))}"
                for call, file in made if os.path.basename(file) == os.path.basename(command)]


def case(t):
    search = Search(t)
    one, two, three = t.directory("one"), t.directory("two"), t.directory("three")
    os.symlink(lib.ACTOR, two + "/player")
    same(search([one, two, three], "player", 7), ["look one", "look two", "try two"], "before the last")
    same(search([one, two], "player", 7), ["look one", "try two"], "none where nothing comes behind")
    same(search([two], "player", 7), ["try two"], "one directory")
    same(search([one, three], two + "/player", 7), ["try two"], "a path")
    same(search([one, three], "player", 127), ["look one", "try three"], "it is nowhere")
    plain = t.file("plain", "no directory")
    same(search([plain, two, one], "player", 7), ["look plain", "look two", "try two"], "no directory")
    t.file("three/player", "no program", 0o644)
    same(search([three, one, two], "player", 7),
         ["look three", "try three", "look one", "try two"], "it is there and may not be executed")
    same(search([three, one], "player", 126), ["look three", "try three", "try one"], "only there")
    for error in ("EACCES", "EPERM", "ENOSYS", "ELOOP"):
        same(search([one, two, three], "player", 7, f"error={error}"),
             ["look one", "try one", "look two", "try two"], f"a look that says {error}")
        same(search([one, three], "player", 126, f"error={error}"),
             ["look one", "try one", "try three"], f"and {error} without a program")
