"""A baton as the child of a baton: killed and restarted, its own children keep their IDs."""
import lib
from lib import actor, child, same


def case(t):
    inner = [lib.BATON, "--restart=always", *child("leaf", actor("say:up pause"))]
    b = t.baton(child("inner", "--restart=always", "--backoff=0", f"--argc={len(inner)}", inner))
    first = b.event("up", name="leaf")
    one = dict(b.of(first).environment())
    number = b.outer(first.pid)
    b.kill_parent(first, "KILL")
    second = b.event("up", name="leaf", after=first)
    two = dict(b.of(second).environment())
    b.gone(number)
    same(two["LIFECYCLE_RESUME_ID"], one["LIFECYCLE_RESUME_ID"], "the leaf's ID")
    same(two["LIFECYCLE_PARENT_RESUME_ID"], one["LIFECYCLE_PARENT_RESUME_ID"],
         "the inner baton's ID")
    same((one["LIFECYCLE_GENERATION"], two["LIFECYCLE_GENERATION"]), ("1", "1"),
         "generations fence one life")
    same(one["LIFECYCLE_EPOCH"] < two["LIFECYCLE_EPOCH"], True, "the epoch grows with each life")
    b.kill("TERM")
    b.ends(0)
