"""A classic init passes the environment on as it is, whatever it holds; LISTEN_PID follows."""
from lib import actor, same


def case(t):
    env = {"PATH": "/bin", "LIFECYCLE_RESUME_ID": "outer", "LIFECYCLE_GENERATION": "7",
           "NOTIFY_SOCKET": "@x", "WATCHDOG_USEC": "5", "LISTEN_FDS": "1", "LISTEN_PID": "77",
           "EMPTY": "", "ODD": "a=b=c"}
    b = t.baton(actor("say:up pause"), env=env)
    same(dict(b.of(b.event("up")).environment()), env, "the environment")
    b.kill("KILL")
    # LISTEN_PID that names baton itself becomes the child's.
    b = t.baton(actor("say:up pause"), env={**env, "LISTEN_PID": "1"})
    up = b.event("up")
    same(dict(b.of(up).environment())["LISTEN_PID"], str(up.pid), "LISTEN_PID")
    b.kill("KILL")
