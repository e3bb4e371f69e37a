"""A nested supervisor that is done with success ends its parent under any, with code 0."""
from lib import actor, child, supervisor


def case(t):
    b = t.baton(child("top", actor("pause")), supervisor("jobs/", "--auto-shutdown=all"),
                child("jobs/a", actor("exit:0")), child("jobs/b", actor("exit:0")))
    b.ends(0)
    b = t.baton(child("top", actor("pause")), supervisor("jobs/", "--auto-shutdown=all"),
                child("jobs/a", actor("exit:3")), child("jobs/b", actor("exit:0")))
    b.ends(3)
