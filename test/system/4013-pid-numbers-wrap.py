"""Numbers wrap around and are used again: nobody is mistaken for anybody."""
from lib import actor, check, child, same


def case(t):
    with open("/proc/sys/kernel/pid_max") as file:
        top = int(file.read())
    b = t.baton(child("a", "--restart=always", "--backoff=0", "--max-restarts=unlimited",
                      actor("say:up gen:1-60 [ fork [ pause ] exit:1 ] say:last pause")),
                child("b", "--restart=always", actor("say:up orphans:100 pause")),
                world=[f"last-pid:{top - 40}"])
    b.event("last", name="a", gen=61)
    b.event("up", name="b")
    numbers = [line.pid for line in b.out.lines if line.words[0] == "up" and line["name"] == "a"]
    check(any(one > two for one, two in zip(numbers, numbers[1:])), f"the numbers wrap: {numbers}")
    same(b.count("up", name="b"), 1, "instances of b")
    t.only_left(b, {b.outer(line.pid) for line in b.out.lines
                    if line.words[0] == "last" or line["name"] == "b"})
    b.kill("TERM")
    b.ends(0)
