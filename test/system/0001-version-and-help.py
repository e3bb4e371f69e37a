"""--version: tini's form on the first line; --help: every option, on stdout; both end with 0."""
import re

from lib import check, same

OPTIONS = """
name strategy intensity auto-shutdown stop-order restart max-restarts backoff jitter
backoff-reset ready oneshot start-timeout after stop-signal stop-timeout kill forward optional
success user cwd umask env unset-env rlimit nice oom-score-adj no-new-privs stdin stdout stderr
resume-id argc grace drain signal termination-message log-level log-format log-time explain version help
""".split()


def case(t):
    b = t.run("--version")
    b.ends(0)
    check(re.match(r"tini version 0\.19\.0_baton-\d", b.out.lines[0].text), b.out.text())
    same(b.err.text(), "", "stderr of --version")
    for word in ("--help", "-h"):
        b = t.run(word)
        b.ends(0)
        missing = [name for name in OPTIONS if f"--{name}" not in b.out.text()]
        same(missing, [], f"options that {word} does not name")
        same(b.err.text(), "", f"stderr of {word}")
    b = t.run("-l")
    b.ends(0)
    check("MIT" in b.out.text(), "the licence")
