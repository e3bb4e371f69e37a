"""Where the count of kills for want of memory is read, what it is taken for, and that a strange one,
or none, changes nothing."""
import os
import shutil

from lib import actor, child, same

V2 = "/sys/fs/cgroup/memory.events"
V1 = "/sys/fs/cgroup/memory/memory.oom_control"
OWN = "/proc/self/cgroup"


def v2(kills):
    return f"low 0\nhigh 0\nmax 7\noom 3\noom_kill {kills}\noom_group_kill 0\n"


def v1(kills):
    return f"oom_kill_disable 0\nunder_oom 0\noom_kill {kills}\n"


class Place:
    """A root whose /sys/fs/cgroup, and /proc if it has one of OWN, the case writes itself."""

    def __init__(self, t, root, files):
        self.t = t
        self.root = root
        for name in "/sys", "/proc":
            shutil.rmtree(root + name, ignore_errors=True)
            os.mkdir(root + name)
        for name, text in files.items():
            os.makedirs(os.path.dirname(root + name), exist_ok=True)
            self.write(name, text)
        self.world = ["mounts", f"root:{root}"] + (["proc"] if OWN not in files else [])

    def write(self, name, text):
        with open(f"{self.root}/next", "w") as file:
            file.write(text)
        os.rename(f"{self.root}/next", self.root + name)

    def baton(self, *words):
        """One that has looked at the count for the first time."""
        b = self.t.baton(*words, mounts=False, world=self.world)
        b.log("spawned")
        b.kill("USR1")
        b.log("signal-dropped")
        return b


def killed(b, generation, reason, **wanted):
    """Somebody kills the child; the end has that reason."""
    b.kill_child(b.event("up", gen=generation), "KILL")
    line = b.log("ended")
    same({"reason": line["reason"], **{key: line.get(key) for key in wanted}},
         {"reason": reason, **wanted}, line.text)


AGAIN = "--restart=always", "--backoff=0", "--max-restarts=unlimited"
STAYS = child("a", actor("say:up pause"))


def where_it_is(t, root):
    nothing = "oom_kill 99\n"  # of others
    for files, path, text in (
            ({V2: v2(5)}, V2, v2),
            ({V1: v1(5)}, V1, v1),
            # Below what is mounted, as /proc says it.
            ({OWN: "0::/pod/ours\n", "/sys/fs/cgroup/pod/ours/memory.events": v2(5), V2: nothing},
             "/sys/fs/cgroup/pod/ours/memory.events", v2),
            ({OWN: "5:cpu,cpuacct:/x\n4:memory:/pod\n1:name=systemd:/y\n0::/\n",
              "/sys/fs/cgroup/memory/pod/memory.oom_control": v1(5), V1: nothing},
             "/sys/fs/cgroup/memory/pod/memory.oom_control", v1),
            # That is not to be seen here: what is mounted is ours.
            ({OWN: "0::/pod/ours\n", V2: v2(5)}, V2, v2),
            ({OWN: "4:memory:/docker/1234\n0::/\n", V1: v1(5)}, V1, v1)):
        place = Place(t, root, files)
        b = place.baton(*AGAIN, STAYS)
        killed(b, 1, "signal", signal="KILL")
        place.write(path, text(6))
        killed(b, 2, "oom", signal="KILL", next="restart")
        killed(b, 3, "signal", signal="KILL")
        b.kill("TERM")
        b.ends(0)


def what_it_is_taken_for(t, root):
    place = Place(t, root, {V2: v2(0)})
    b = place.baton(*AGAIN, child("a", actor("say:up pause")), child("b", actor("say:up pause")),
                    child("c", actor("say:up pause")))
    # Two at once, and the third in that turn is somebody else's doing.
    up = [b.event("up", name=name) for name in "abc"]
    numbers = [b.outer(line.pid) for line in up]
    b.kill("STOP")
    t.stopped(b.pid)
    place.write(V2, v2(2))
    for line, number in zip(up, numbers):
        b.kill_child(line, "KILL")
        t.ended_unreaped(number)
    b.kill("CONT")
    reasons = [b.log("ended", child=name)["reason"] for name in "abc"]
    same(sorted(reasons), ["oom", "oom", "signal"], "the three ends")
    # Many were of processes that are no child. One end may be taken for theirs, the next is not.
    place.write(V2, v2(50))
    for generation, reason in (2, "oom"), (3, "signal"):
        b.kill_child(b.event("up", name="a", gen=generation), "KILL")
        same(b.log("ended", child="a")["reason"], reason, f"generation {generation}")
    # Another signal is none, and the count is not looked at.
    place.write(V2, v2(60))
    b.kill_child(b.event("up", name="b", gen=2), "SEGV")
    same(b.log("ended", child="b", gen=2)["reason"], "signal", "SEGV")
    b.kill("TERM")
    b.ends(0)

    # Our own KILL is one of a stop; somebody's while it stops is not ours.
    place.write(V2, v2(0))
    deaf = child("a", "--stop-timeout=100ms", actor("ignore:TERM say:up pause"))
    b = place.baton("--restart=always", deaf)
    b.event("up")
    place.write(V2, v2(1))
    b.kill("TERM")
    b.ends(122)
    same(b.log("ended")["reason"], "stop-timeout", "our own KILL")
    place.write(V2, v2(0))
    b = place.baton("--restart=always", child("a", actor("report:TERM say:up pause")))
    up = b.event("up")
    b.kill("TERM")
    b.got("TERM")
    place.write(V2, v2(1))
    b.kill_child(up, "KILL")
    b.ends(0)
    same(b.log("ended")["reason"], "oom", "while it stops")


def what_it_means(t, root):
    """It is an end by KILL to --success and --fatal."""
    place = Place(t, root, {V2: v2(0)})
    for option, code in ("--success=KILL", 0), ("--fatal=KILL", 137):
        place.write(V2, v2(0))
        b = place.baton("--restart=on-failure", option, STAYS)
        up = b.event("up")
        place.write(V2, v2(1))
        b.kill_child(up, "KILL")
        b.ends(code)
        same(b.log("ended")["reason"], "oom", option)


def ends_in_turn(place, b, *ends):
    """Of each end: how many kills are counted before it, or None where nobody writes that, and its
    reason."""
    for generation, (kills, reason) in enumerate(ends, 1):
        if kills is not None:
            place.write(V2, v2(kills))
        killed(b, generation, reason)
    b.kill("TERM")
    b.ends(0)


def nobody_knows(t, root):
    strange = ("", "oom_kill", "oom_kill \n", "oom_kill x\n", "oom_kill 99999999999999999999\n",
               "xoom_kill 4\n", "x" * 100000, "\n" * 3000, "\0\0\0oom_kill 4\n")
    for first, then in [("oom_kill 0\n", text) for text in strange] + [("oom_kill 7\n", "oom_kill 2\n")]:
        place = Place(t, root, {V2: first})
        b = place.baton(*AGAIN, STAYS)
        place.write(V2, then)
        ends_in_turn(place, b, (None, "signal"), (None, "signal"))
    # It cannot be read for a while: it has not risen meanwhile.
    place = Place(t, root, {V2: v2(5)})
    b = place.baton(*AGAIN, STAYS)
    os.unlink(place.root + V2)
    ends_in_turn(place, b, (None, "signal"), (5, "signal"), (6, "oom"))
    # At the beginning it cannot be read.
    place = Place(t, root, {})
    b = place.baton(*AGAIN, STAYS)
    os.makedirs(f"{place.root}/sys/fs/cgroup")
    ends_in_turn(place, b, (5, "signal"), (6, "oom"))
    # Neither a FIFO, whose reader would wait, nor a directory, nor a path that is too long.
    place = Place(t, root, {OWN: "0::/" + "a/" * 3000 + "\n"})
    os.makedirs(f"{place.root}/sys/fs/cgroup")
    os.mkfifo(place.root + V2)
    b = place.baton(*AGAIN, STAYS)
    killed(b, 1, "signal")
    os.unlink(place.root + V2)
    os.mkdir(place.root + V2)
    killed(b, 2, "signal")
    b.event("up", gen=3)
    b.kill("TERM")
    b.ends(0)


def case(t):
    root = t.root()
    where_it_is(t, root)
    what_it_is_taken_for(t, root)
    what_it_means(t, root)
    nobody_knows(t, root)
