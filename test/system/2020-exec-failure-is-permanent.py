"""A command that cannot be run fails under every policy, is said once, and is not retried."""
from lib import actor, check, child, same


def case(t):
    for policy in ("always", "on-failure", "never"):
        for command, code in ((["/no/such/thing"], 127), ([t.path("")], 126)):
            b = t.baton("--strategy=one-for-one", child("bad", f"--restart={policy}", command))
            b.ends(code)
            same(b.logged("ended", child="bad"), 1, "lines about its end")
            check("exec" in b.err.text(), b.err.text())
    # In a tree the others are stopped and the code is the cause's.
    b = t.baton("--strategy=one-for-one", child("good", actor("say:up pause")),
                child("bad", ["/none"]))
    b.ends(127)
