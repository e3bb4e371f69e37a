"""baton raises its own soft limit of open files; every child gets the original back."""
from lib import actor, same


def case(t):
    for options in ([], ["--restart=always"]):
        b = t.baton(options, actor("say:up pause"), world=["rlimit:NOFILE=64:4096"])
        up = b.event("up")
        same(b.of(up).limit("Max open files"), ("64", "4096"), "the child's")
        same(b.proc.limit("Max open files"), ("4096", "4096"), "baton's own")
        b.kill("KILL")
        b.ended()
