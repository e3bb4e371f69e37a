"""Options before the first +++ are everybody's defaults; those after it belong to one clause."""
from lib import actor, child, same


def case(t):
    once = actor("say:up gen:1 [ exit:1 ] pause")
    # Short form: both are restarted.
    b = t.baton("--restart=always", "--backoff=0", *once, child("second", once))
    b.event("up", name="actor", gen=2)
    b.event("up", name="second", gen=2)
    b.kill("TERM")
    b.ends(0)
    # Long form: only the first is; the end of the second ends the container.
    b = t.baton(child("first", "--restart=always", "--backoff=0", actor("say:up pause")),
                child("second", actor("say:up until:USR1 exit:6")))
    b.event("up", name="first")
    b.kill_child(b.event("up", name="second"), "USR1")
    b.ends(6)
    # -n in the short form is the first clause's own.
    b = t.baton("--env=E=1", "-n", "one", *actor("say:up pause"), "+++", *actor("say:up pause"))
    one, two = b.event("up", name="one"), b.event("up", name="actor")
    same([dict(b.of(line).environment())["E"] for line in (one, two)], ["1", "1"],
         "the global variable")
    b.kill("TERM")
    b.ends(0)
