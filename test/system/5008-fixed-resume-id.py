"""--resume-id: a fixed identity, over restarts."""
from lib import actor, same


def case(t):
    b = t.baton("--resume-id=my-own-id", "--restart=always", "--backoff=0", actor("say:up pause"))
    up = b.event("up", gen=1)
    same(dict(b.of(up).environment())["LIFECYCLE_RESUME_ID"], "my-own-id", "the ID")
    b.kill_child(up, "KILL")
    same(dict(b.of(b.event("up", gen=2)).environment())["LIFECYCLE_RESUME_ID"], "my-own-id",
         "the ID")
    b.kill("TERM")
    b.ends(0)
