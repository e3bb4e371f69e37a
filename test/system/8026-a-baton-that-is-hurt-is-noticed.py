"""Every case looks whether starts have hurt baton, and would see it: this one shows it processes that are."""
import os

import unhurt
from lib import LIBC, same

PR_SET_DUMPABLE = 4


def hurt(what, uid=0):
    """What is seen of a process that did this to itself."""
    told, tell = os.pipe()
    hold, release = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(release)
            if uid:
                os.setresuid(uid, uid, uid)
                LIBC.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
            what()
            os.write(tell, b"!")
            os.read(hold, 1)
        finally:
            os._exit(0)
    os.read(told, 1)
    found = [unhurt.harm(pid, private) for private in (False, True)]
    os.close(release)
    os.waitpid(pid, 0)
    for fd in told, tell, hold:
        os.close(fd)
    same(unhurt.harm(pid, False), None, "harm to one that is gone")
    return found


def no_longer_dumpable():
    LIBC.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def other_ids():
    os.setresuid(4711, 4711, 0)
    os.setresuid(0, 0, 0)


def score():
    with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write("321")


def case(t):
    gone, kept = "it is dumpable no longer", "it is dumpable in spite of --private"
    for uid in 0, t.uid:
        same(hurt(lambda: None, uid), [None, kept], f"of an unhurt one of uid {uid}")
        same(hurt(no_longer_dumpable, uid), [gone, None], f"of one of uid {uid}")
    same(hurt(other_ids), [gone, None], "of one that was another user for an instant")
    same(hurt(score)[0].startswith("its oom_score_adj is 321"), True, "the score is seen")
