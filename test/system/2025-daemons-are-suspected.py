"""A child that ends with 0 at once and leaves processes is pointed out, at the first time, and once."""
from lib import actor, check, child, same

DAEMON = actor("daemon [ say:left pause ] exit:0")


def case(t):
    # Each instance is one, and the first is told of.
    b = t.baton("--restart=always", "--backoff=0", "--max-restarts=unlimited",
                child("a", actor("gen:1-3 [ daemon [ pause ] exit:0 ] say:up pause")))
    b.event("up", gen=4)
    told = b.log("daemonizes", child="a")
    same((told["level"], told["gen"]), ("warn", "1"), told.text)
    check("foreground" in told["hint"] and "--until=all" in told["hint"], told.text)
    b.kill("TERM")
    b.ends(0)
    same(b.logged("daemonizes"), 1, "lines about it")

    # A classic init's child, whatever session what it leaves is in.
    b = t.baton(DAEMON)
    b.ends(0)
    check("event=daemonizes child=actor" in b.err.text(), b.err.text())

    # None of these is one: it leaves nothing, however often it ends; it fails; what it leaves is gone
    # at once; it was asked to end; it is to run once.
    nothing = child("a", actor("gen:1-4 [ exit:0 ] say:up pause"))
    fails = child("a", actor("gen:1-2 [ daemon [ pause ] exit:1 ] say:up pause"))
    brief = child("a", actor("gen:1-2 [ fork [ exit:0 ] exit:0 ] say:up pause"))
    once = ["+++", "-n", "b", "--oneshot", "--", *DAEMON]
    for clauses in nothing, fails, brief, [*once, *child("a", actor("say:up pause"))]:
        b = t.baton("--restart=always", "--backoff=0", "--max-restarts=unlimited", *clauses)
        b.event("up", name="a")
        b.kill("TERM")
        b.ends(0)
        same(b.logged("daemonizes"), 0, b.err.text())
    b = t.baton(actor("fork [ ignore:TERM say:left pause ] until:TERM exit:0"))
    b.event("left")
    b.kill("TERM")
    b.ends(0)
    same(b.logged("daemonizes"), 0, b.err.text())
