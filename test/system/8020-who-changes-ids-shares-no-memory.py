"""A child with --user, --oom-score-adj or --env-file is started with a copy of baton's memory, its siblings
share it; at a restart as at the first start, and as PID 1 as below another process."""
from lib import actor, child, same
from starts import Traced, kernel_lets

COPIES = {"user", "score", "file", "both"}


def case(t):
    secret = t.file("secret", "known\n")
    user = f"--user={t.uid}:{t.uid}"
    for pid1 in True, False:
        trace = Traced(t, "--strategy=one-for-one", "--backoff=0",
                       child("user", user, actor("say:up pause")),
                       child("score", "--oom-score-adj=500", actor("say:up pause")),
                       child("file", f"--env-file=SECRET={secret}", actor("say:up pause")),
                       child("both", user, "--oom-score-adj=1000", actor("say:up pause")),
                       child("plain", actor("say:up pause")),
                       child("other", "--nice=5", "--umask=077", actor("say:up pause")),
                       pid1=pid1)
        b, ups = trace.baton, []
        for name in "user", "score", "file", "both", "plain", "other":
            for gen in 1, 2, 3:
                ups.append(b.event("up", name=name, gen=gen))
                b.kill_child(ups[-1], "KILL")
        b.event("up", name="other", gen=4)  # so the trace tells of all before it
        for up in ups:
            same(trace.start_of(up).shares, kernel_lets() and up["name"] not in COPIES,
                 f"whether the memory of instance {up['gen']} of {up['name']} is baton's")
        b.kill("TERM")
        b.ends(0)
