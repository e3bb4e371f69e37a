"""Where /proc hides other users' processes, and their marks cannot be read, they belong by their group
and session: no instance starts beside what is left, and that /proc hides it is said once."""
from lib import actor, child, same

SYS_PTRACE, SYS_RESOURCE = 19, 24


def case(t):
    b = t.baton(child("a", "--restart=always", "--backoff=0", "--user=4711:4711",
                      "--stop-timeout=20s",
                      actor("gen:1-2 [ fork [ report:TERM say:left until:USR1 say:over exit:0 ]",
                            "say:up until:USR1 exit:1 ] say:again pause")),
                mounts=False,
                world=["mounts", "hidepid", f"no-cap:{SYS_PTRACE}", f"no-cap:{SYS_RESOURCE}"])
    for generation in (1, 2):
        left = b.event("left", gen=generation)
        b.kill_child(b.event("up", gen=generation), "USR1")
        b.got("TERM", gen=generation)
        same(b.logged("spawned", gen=generation + 1), 0, "starts while something is left")
        b.kill_child(left, "USR1")
        b.event("over", gen=generation)
    b.event("again", gen=3)
    same(b.logged("hidden"), 1, "lines about what is hidden")
    b.kill("TERM")
    b.ends(0)
