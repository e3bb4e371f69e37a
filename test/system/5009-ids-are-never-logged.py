"""The log, at any level, and --explain hold no ResumeID."""
from lib import actor, check


def case(t):
    b = t.baton("--log-level=debug", "--resume-id=secret-identity", "--restart=always",
                "--backoff=0", actor("say:up pause"))
    b.kill_child(b.event("up", gen=1), "KILL")
    b.event("up", gen=2)
    b.kill("TERM")
    b.ends(0)
    check("secret-identity" not in b.err.text(), b.err.text())
    b = t.baton("--restart=always", "--log-level=debug", actor("say:up pause"))
    identity = dict(b.of(b.event("up")).environment())["LIFECYCLE_RESUME_ID"]
    b.kill("TERM")
    b.ends(0)
    check(identity not in b.err.text(), b.err.text())
