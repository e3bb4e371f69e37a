"""The next instance may get its predecessor's own number; ends are told apart all the same."""
from lib import actor, child, same


def case(t):
    # Each instance sets the namespace's counter back, so that the next process gets its number.
    b = t.baton(child("a", "--restart=always", "--backoff=0", "--max-restarts=unlimited",
                      actor("say:up last-pid:50 gen:1-15 [ exit:1 ] say:last pause")),
                world=["last-pid:50"])
    b.event("last", gen=16)
    ends = [line for line in b.err.lines if line.has({"event": "ended"})]
    same([line["gen"] for line in ends], [str(n) for n in range(1, 16)], "ends in the log")
    numbers = {line.pid for line in b.out.lines if line.words[0] == "up"}
    same(len(numbers) < 16, True, f"numbers were used again: {sorted(numbers)}")
    b.kill("TERM")
    b.ends(0)
