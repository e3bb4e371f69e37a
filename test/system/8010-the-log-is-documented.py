"""Each line of the log is one that src/doc/log.md knows; the runner looks at those of every case."""
import json

import logtable
from lib import actor, check, child, fields, same


def case(t):
    table = logtable.events(logtable.PAGE.read_text())

    def wrong(text):
        return logtable.wrong(table, fields(text)[0])

    same(wrong("baton: level=info event=spawned child=a gen=1 pid=2 left_out=3"), None, "a good line")
    check("no event" in wrong("baton: level=info event=defect child=a"), "another event")
    check("at level" in wrong("baton: level=warn event=spawned child=a"), "another level")
    check("with defect" in wrong("baton: level=info event=spawned child=a defect=1"), "another field")
    check("with child" in wrong("baton: level=info event=up child=a"), "about somebody else")

    # JSON has the same keys, those of durations with _ms.
    b = t.baton("--log-format=json", "--log-level=debug", "--backoff=0", "--restart=always",
                child("a", "--max-restarts=2/1m", actor("exit:1")), child("b", actor("pause")))
    b.ends(1)
    lines = [json.loads(line.text) for line in b.err.lines]
    same([logtable.wrong(table, line) for line in lines], [None] * len(lines), str(lines))
    check({"spawned", "ready", "up", "ended", "give-up", "shutdown", "stopping", "exit"} <=
          {line["event"] for line in lines}, str(lines))
