"""A sweep and the drain begin by only waiting for 100 ms: what passes a child's lines on, as in
`exec > >(tee log)`, still has the last of them in its pipe, and ends by itself."""
import os
import time

from lib import actor, check, child, same


def case(t):
    os.setpriority(os.PRIO_PROCESS, 0, -10)  # a filter has these 100 ms and no more
    line = ["bash", "-c", "exec > >(tee -a /dev/null) 2>&1; echo FATAL; exit 1"]
    for options, times in (([], 1), (["--restart=on-failure", "--max-restarts=3/1m"], 4)):
        for _ in range(3):
            b = t.baton(options, *line)
            b.ends(1)
            same(b.count("FATAL"), times, f"last lines with {options}")

    left = "[ say:left until:TERM say:asked exit:0 ]"
    for options, words in (
            ([], f"fork {left} say:up until:USR1 exit:3"),  # the drain of a classic init
            (["--restart=never", "--max-restarts=9/1m"], f"fork {left} say:up until:USR1 exit:3"),
            (["--restart=never", "--drain=7s"], f"daemon {left} say:up until:USR1 exit:3")):
        b = t.baton(options, child("a", actor(words)))
        up = b.event("up")
        b.event("left")
        before = time.monotonic()
        b.kill_child(up, "USR1")
        b.event("asked")
        # baton's time is in whole milliseconds.
        check(time.monotonic() - before >= 0.099, f"TERM comes after 100 ms: {options}")
        b.ends(3)
