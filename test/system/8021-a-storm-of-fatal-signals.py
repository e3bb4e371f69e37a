"""Fatal signals from outside at random moments to children that are being started, before their exec and
after it: baton is unhurt and has heard none of them, each child is started again, and afterwards
every room is free: of nine children that hang in their exec eight share baton's memory."""
import random

import lib
from lib import actor, check, child, same
from starts import Attached, ROOMS, kernel_lets

TIMEOUT = 300
CHILDREN = 12  # more than there are rooms
WAYS = ([], ["--cwd=/"], ["--env=A=b", "--nice=1"], ["--rlimit=nofile=100", "--umask=027"],
        ["--ready=exec", "--start-timeout=1h"], ["--stdout=/dev/null"])
SHOTS = 50_000
FEWER = 2_000


def tree(t, *clauses, of_each=(), **world):
    """A baton with what there is to shoot at, and other clauses."""
    b = t.baton("--strategy=one-for-one", "--backoff=0", "--max-restarts=unlimited", "--drain=off",
                "--sweep-signal=none", *clauses,
                [child(f"c{n}", "--after=none", WAYS[n % len(WAYS)], *of_each, actor("pause"))
                 for n in range(CHILDREN)], **world)
    b.log_until("spawned", CHILDREN)
    return b


def shoot(t, b, shots, spared):
    """At each new child once, but not at the one that has written `spared`; how many it has hit
    before their exec."""
    seed = random.SystemRandom().randrange(1 << 32)
    t.note(f"seed {seed}")
    shooter = t.actor(f"storm:{b.pid}={shots}={seed}={b.outer(spared.pid)}")
    told = shooter.event("storm", seconds=lib.DEADLINE if lib.quick else TIMEOUT)
    t.note(f"{told['before']} of {told['hits']} before the exec")
    return int(told["before"])


def storm(t, shots, world=()):
    """A baton that has been through one, the server of the program in whose exec nine more children
    are to hang, and the gate that they wait for."""
    hang = t.directory("hang")
    fuse = t.actor(f"hang:{hang}={lib.ACTOR}")
    fuse.event("mounted")
    gate = t.gate()
    b = tree(t, child("go", "--oneshot", actor(f"say:up gate:{gate.path} exit:0")),
             [child(f"hangs{n}", "--after=go", [f"{hang}/program", "say:through", "pause"])
              for n in range(ROOMS + 1)], world=world)
    check(shoot(t, b, shots, b.event("up", name="go")) > 0, "nobody was hit before the exec")
    return b, fuse, gate


def heard_nothing(b):
    """No signal was taken for baton's own, and no end for a step that has failed."""
    b.err.read()
    same([line.text for line in b.err.lines
          if line.get("event") in ("signal-dropped", "shutdown", "retry") or line.get("step")], [],
         "what should be in no log")


def every_room_is_free(t, b, fuse, gate):
    """When all have been started again: starts the nine that hang, and lets them go on."""
    t.settled(b)
    trace = Attached(t, b)
    gate.open()
    fuse.events(ROOMS + 1, "held")
    starts, text = trace.ends()
    hanging = starts[:ROOMS + 1]
    same([start.shares for start in hanging], [kernel_lets()] * ROOMS + [False],
         f"who shares memory: {text}")
    same(len({start.stack for start in hanging}), ROOMS + 1 if kernel_lets() else 1,
         f"their stacks: {text}")
    fuse.kill("USR1")
    b.events(ROOMS + 1, "through")


def case(t):
    b, fuse, gate = storm(t, FEWER if lib.quick else SHOTS)
    every_room_is_free(t, b, fuse, gate)
    heard_nothing(b)
    b.kill("TERM")
    b.ends(0)
