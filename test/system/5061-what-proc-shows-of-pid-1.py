"""/proc/1/cmdline shows baton's own options and the number of children; the children inherit baton's environment
unless --unset-env takes a variable away, and none has another's --env."""
from lib import actor, arena, check, child, same


def case(t):
    secret = {"PATH": "/bin", "TOKEN": "of-the-engine"}
    for private in ([], ["--private"]):
        b = t.baton("--restart=always", *private, child("a", "--env=PASSWORD=of-a", actor("say:up pause")),
                    child("b", "--unset-env=TOKEN", actor("say:up pause")), world=[f"uid:{t.uid}"], env=secret)
        a, other = (b.of(b.event("up", name=name)) for name in "ab")
        words = [word for word in b.proc.words() if word]
        check(words[-1] == "(2 children)" and "--restart=always" in words, f"words of PID 1: {words}")
        check("PASSWORD" not in " ".join(words), f"a child's variable in {words}")
        same(dict(b.proc.environment())["TOKEN"], "of-the-engine", "what baton was given")
        same(dict(a.environment())["TOKEN"], "of-the-engine", "what a inherits")
        check("TOKEN" not in dict(other.environment()), "b was not to have it")
        check("PASSWORD" not in dict(other.environment()), "that is a's")
        check(arena(b), "who has CAP_SYS_PTRACE, as root of the host, sees the table")
        b.kill("TERM")
        b.ends(0)
