"""Where the kernel does not say whether anybody has a number, or says that everybody is there, as before
4.14, a restart needs the list of children alone."""
from lib import actor, child, same


def case(t):
    for injected in ("error=EPERM", "error=EINVAL", "error=ENOMEM", "retval=0"):
        b = t.baton(child("a", "--restart=always", "--backoff=0",
                          actor("say:up gen:1-3 [ until:USR1 exit:1 ] pause")))
        up = b.event("up", gen=1)
        trace = t.traced(b, injected, "-e", f"inject=fcntl:{injected}")
        for generation in (2, 3, 4):
            b.kill_child(up, "USR1")
            up = b.event("up", gen=generation)
        t.only_left(b, {b.outer(up.pid)})
        b.kill("TERM")
        b.ends(0)
        lines = trace()
        restarts = lines[:[i for i, line in enumerate(lines) if line.startswith("clone(")][2]]
        asked = [line for line in restarts if "F_SETOWN" in line]
        same(len(asked), 1, f"tries, where the answer is {injected}: {asked}")
        same(sum(line.startswith("pread64(") for line in restarts), 3, "reads of the list")
        same([line for line in restarts if line.startswith("getdents64(")], [], "walks")
