"""After a group restart the cause names the sibling; the ID is kept, the own end is told."""
from lib import actor, child, same, supervisor


def case(t):
    b = t.baton("--strategy=one-for-one", "--backoff=0",
                supervisor("app/", "--strategy=one-for-all"),
                child("app/a", actor("say:up until:TERM exit:3")),
                child("app/b", actor("say:up gen:1 [ until:USR1 exit:1 ] pause")))
    a, other = b.event("up", name="app/a", gen=1), b.event("up", name="app/b", gen=1)
    before = dict(b.of(a).environment())
    b.kill_child(other, "USR1")
    after = dict(b.of(b.event("up", name="app/a", gen=2)).environment())
    same([after["LIFECYCLE_" + key] for key in ("CAUSE", "PREV_EXIT", "PREV_REASON")],
         ["sibling:app/b", "3", "exit"], "what the sibling is told")
    same(after["LIFECYCLE_RESUME_ID"], before["LIFECYCLE_RESUME_ID"], "its ID")
    trigger = dict(b.of(b.event("up", name="app/b", gen=2)).environment())
    same(trigger["LIFECYCLE_CAUSE"], "restart", "the trigger's own cause")
    b.kill("TERM")
    b.ends(0)
