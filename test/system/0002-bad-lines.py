"""Whatever is wrong with the line: 2, one message on stderr, nothing started."""
from lib import actor, check, same

UP = actor("say:up")
BAD = [[], ["+++"], ["--"], ["--strategy=one-for-one"], ["+++", *UP, "+++"], [*UP, "+++"],
       [*UP, "+++", "+++", *UP], ["--no-such", *UP], ["-Z", *UP], ["--restart", *UP],
       ["--restart=sometimes", *UP], ["--restart=", *UP], ["--grace=8", *UP], ["--grace=-1s", *UP],
       ["--grace=8s", "--grace=9s", *UP], ["--grace=1000000000h", *UP], ["--strategy=all", *UP],
       ["--intensity=3", *UP], ["--max-restarts=65/1m", *UP], ["--max-restarts=x", *UP],
       ["--backoff=1s:500ms", *UP], ["--backoff=1s:2s:0.5", *UP], ["--backoff=1s:2s:1.234", *UP],
       ["--jitter=101", *UP], ["--stop-signal=NOPE", *UP], ["--stop-signal=65", *UP],
       ["--stop-signal=0", *UP], ["--forward=TERM,NOPE", *UP], ["--signal=TERM", *UP],
       ["--signal=TERM:NOPE", *UP], ["-e", "256", *UP], ["-e", "x", *UP], ["--success=256", *UP],
       ["--rlimit=nofile", *UP], ["--rlimit=nofile=5:3", *UP], ["--rlimit=bogus=1", *UP],
       ["--nice=20", *UP], ["--oom-score-adj=1001", *UP], ["--umask=999", *UP],
       ["--env=NOEQUALS", *UP], ["--ready=fd:2", *UP], ["--ready=fd:x", *UP], ["--ready=soon", *UP],
       ["--ready=exit", "--restart=always", *UP], ["--grace=1s", "--stop-timeout=2s", *UP],
       ["--grace=1s", "--drain=2s", *UP],
       ["--stdin=inherit", "-n", "a", *UP, "+++", "--stdin=inherit", *UP],
       ["-n", "a", *UP, "+++", "-n", "a", *UP], ["-n", "a b", *UP], ["-n", "-x", *UP],
       ["-n", "x" * 64, *UP], ["+++", "-n", "app/web", *UP], ["+++", "-n", "app/"],
       ["+++", "-n", "app/", *UP],
       ["+++", "-n", "app", *UP, "+++", "-n", "app/", "+++", "-n", "app/x", *UP],
       ["+++", "-n", "a", *UP, "+++", "-n", "b", "--after=c", *UP],
       ["+++", "--after=a", "-n", "b", *UP], ["--after=x", "+++", "-n", "a", *UP],
       ["--name=x", "+++", "-n", "a", *UP], ["+++", "--grace=8s", "-n", "a", *UP],
       ["--argc=5", "x"], ["--argc=1", *UP], ["--user=no-such-user-here", *UP],
       ["--log-level=loud", *UP], ["--log-format=xml", *UP], ["--explain=yaml", *UP],]


def case(t):
    for words in BAD:
        b = t.run(words)
        told = " ".join(words).replace(UP[0], "actor")[:200]
        same(b.result, 2, f"the code of: {told}")
        same(len(b.err.lines), 1, f"messages for: {told}: {b.err.text()}")
        check(b.err.lines[0].text.startswith("baton: "), b.err.text())
        same(b.out.text(), "", f"stdout of: {told}")
    t.note(f"{len(BAD)} lines")
