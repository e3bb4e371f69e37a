"""Under each name, and as a classic init, the child is started in baton's memory; and one that hangs in its
exec gets the signals that are forwarded to it, and ends of them."""
import lib
from lib import actor, same
from starts import Traced, kernel_lets

NAMES = "tini", "dumb-init", "catatonit", None


def case(t):
    hang = t.directory("hang")
    fuse = t.actor(f"hang:{hang}={lib.ACTOR}")
    fuse.event("mounted")
    for name in NAMES:
        trace = Traced(t, "--", actor("say:up pause"), name=name)
        same(trace.start_of(trace.baton.event("up")).shares, kernel_lets(), f"{name}: shared memory")
        trace.baton.kill("TERM")
        trace.baton.ends(143)

        b = t.baton("--", f"{hang}/program", "say:up", argv0=name)
        fuse.event("held")
        b.kill("TERM")
        b.ends(143)
        same(b.count("up"), 0, "children that were executed")
