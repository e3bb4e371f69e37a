"""A child whose first thread ends, or whose second one executes, has not ended; the code is right."""
from lib import actor, child, same


def case(t):
    script = actor("say:executed until:USR1 exit:6")
    for part, code in (("say:alone until:USR1 exit:5", 5), ("--", 6)):
        words = actor("thread [", part, script if part == "--" else [], "]")
        b = t.baton(words)
        b.kill_child(b.event("executed" if part == "--" else "alone"), "USR1")
        b.ends(code)
    b = t.baton(child("a", "--restart=always", "--backoff=0",
                      actor("gen:1 [ thread [ say:alone until:USR1 exit:5 ] ] say:again pause")))
    b.kill_child(b.event("alone"), "USR1")
    b.event("again", gen=2)
    same(b.log("ended")["code"], "5", "the code")
    b.kill("TERM")
    b.ends(0)
