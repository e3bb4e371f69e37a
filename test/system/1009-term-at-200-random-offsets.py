"""TERM in the first 5 ms after start is never lost, 200 times.

The signal is blocked when baton is executed, so that none can arrive before baton's first
instruction and be dropped by the kernel; the child unblocks it. A TERM that is lost would leave
the child running for ever. Odd runs are classic, even ones supervised, every fourth a subreaper.
"""
import random
import time

from lib import actor, check


def case(t):
    seed = random.SystemRandom().randrange(1 << 32)
    t.note(f"seed {seed}")
    offsets = random.Random(seed)
    for turn in range(200):
        classic = turn % 2 == 1
        options = [] if classic else ["--restart=always"]
        b = t.baton(options, actor("unblock:TERM pause"), world=["block:TERM"],
                    pid1=turn % 4 != 0, notice_exec=True)
        t.executed(b)
        due = time.perf_counter_ns() + offsets.randrange(5_000_000)
        while time.perf_counter_ns() < due:
            pass
        b.kill("TERM")
        code = b.ended()
        check(code == (143 if classic else 0), f"turn {turn}: the code is {code}")
