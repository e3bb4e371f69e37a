"""--env and --unset-env: global, then nearer; the later wins; in place, never a duplicate."""
from lib import actor, child, same


def case(t):
    b = t.baton("--restart=always", "--env=G=global", "--env=BOTH=global", "--unset-env=GONE",
                "--env=X=1", "--env=X=2",
                child("a", "--env=BOTH=child", "--env=EMPTY=", "--unset-env=G", "--env=EQ=a=b",
                      actor("say:up pause")), child("b", "--env=GONE=back", actor("say:up pause")),
                env={"PATH": "/bin", "GONE": "1", "BOTH": "inherited", "KEEP": "1"})
    want = {"a": {"BOTH": "child", "EMPTY": "", "EQ": "a=b", "X": "2", "KEEP": "1", "PATH": "/bin"},
            "b": {"G": "global", "BOTH": "global", "X": "2", "GONE": "back", "KEEP": "1",
                  "PATH": "/bin"}}
    for name, wanted in want.items():
        env = b.of(b.event("up", name=name)).environment()
        same(len(dict(env)), len(env), "no variable twice")
        same({key: value for key, value in env if not key.startswith("LIFECYCLE_")}, wanted,
             f"{name}'s")
    b.kill("TERM")
    b.ends(0)
    # In a classic init too.
    b = t.baton("--env=A=1", "--unset-env=B", actor("say:up pause"), env={"B": "2", "C": "3"})
    same(dict(b.of(b.event("up")).environment()), {"A": "1", "C": "3"},
         "a classic child's environment")
    b.kill("KILL")
