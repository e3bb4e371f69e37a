"""A limit of 4 open files, and a filter that refuses signalfd, are survived: signals and ends are heard."""
from lib import actor, load

works = load("6002-no-proc").works


def case(t):
    for world in (["rlimit:NOFILE=4:4"], ["forbid:signalfd4=ENOSYS"], ["forbid:signalfd4=EPERM"],
                  ["forbid:signalfd4=TRAP"]):
        b = t.baton(actor("say:up until:USR1 say:first until:TERM exit:3"), world=world)
        b.event("up")
        b.kill("USR1")
        b.event("first")
        b.kill("TERM")
        b.ends(3)
        if world[0].startswith("forbid"): # without a file left the actors of the other cannot play
            works(t, ["mounts", "proc", *world])
            works(t, world, pid1=False)
