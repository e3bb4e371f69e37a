"""A supervised child has a group of its own in baton's session, so that it may lead one itself, and a
terminal that it opens does not become its own; it leads one where it gets no mark."""
import os

from lib import NO_MARK, actor, child, same


def case(t):
    for world, options, leads in (([], [], False), ([NO_MARK], [], True),
                                  ([], ["--rlimit=rttime=5000000"], True)):
        b = t.baton(child("a", "--restart=always", *options, actor("say:up pause")), world=world)
        line = b.event("up")
        number = b.outer(line.pid)
        process = b.of(line)
        same((process.group, process.session == number), (number, leads), f"{world} {options}")
        b.kill("TERM")
        b.ends(0)
    master, slave = os.openpty()
    b = t.baton(child("a", "--restart=always",
                      ["/bin/sh", "-c", f'exec 3<>{os.ttyname(slave)}; exec "$@"', "sh",
                       *actor("say:up pause")]))
    same(b.of(b.event("up")).terminal, 0, "its terminal")
    os.close(master)
    b.kill("TERM")
    b.ends(0)
