"""The same where fatal signals dump core: a child that dies of one before its exec dumps memory that may be
baton's, too. It costs baton nothing, and the room of the child is free afterwards."""
import os

import lib
from lib import check, load

storm = load("8021-a-storm-of-fatal-signals")
TIMEOUT = 300
SHOTS = 10_000
FEWER = 500
CORE_BYTES = 16 << 20


def case(t):
    cores = t.directory("cores")
    with open("/proc/sys/kernel/core_pattern", encoding="utf-8", errors="replace") as file:
        pattern = file.read().strip()
    b, fuse, gate = storm.storm(t, FEWER if lib.quick else SHOTS,
                                world=[f"rlimit:CORE={CORE_BYTES}", f"chdir:{cores}"])
    storm.every_room_is_free(t, b, fuse, gate)
    if pattern.startswith(("|", "/")):
        t.note(f"cores go to {pattern}")
    else:
        check(os.listdir(cores), "a core file")
    dumped = sum(line.get("core") == "dumped" for line in b.err.lines)
    t.note(f"{dumped} ends with a core in the log")
    check(dumped > 0, "the log tells of cores")
    storm.heard_nothing(b)
    b.kill("TERM")
    b.ends(0)
