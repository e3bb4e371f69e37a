"""Inherited LIFECYCLE_*, NOTIFY_SOCKET, WATCHDOG_* and LISTEN_* go; the rest is untouched."""
from lib import actor, same


def case(t):
    inherited = {"PATH": "/bin", "A": "1", "LIFECYCLE_RESUME_ID": "parent-id", "LIFECYCLE_FOO": "x",
                 "LIFECYCLE_PREV_EXIT": "9", "NOTIFY_SOCKET": "@n", "WATCHDOG_USEC": "1",
                 "WATCHDOG_PID": "2", "LISTEN_FDS": "3", "LISTEN_PID": "1", "LISTEN_FDNAMES": "x",
                 "Z": "", "LIFE": "kept"}
    b = t.baton("--restart=always", actor("say:up pause"), env=inherited)
    env = b.of(b.event("up")).environment()
    same(len(dict(env)), len(env), "no variable twice")
    env = dict(env)
    same(env["LIFECYCLE_PARENT_RESUME_ID"], "parent-id", "the parent's ID")
    same({key: value for key, value in env.items() if not key.startswith("LIFECYCLE_")},
         {"PATH": "/bin", "A": "1", "Z": "", "LIFE": "kept"}, "what else is there")
    same([key for key in ("LIFECYCLE_FOO", "LIFECYCLE_PREV_EXIT") if key in env], [],
         "strange variables")
    b.kill("TERM")
    b.ends(0)
