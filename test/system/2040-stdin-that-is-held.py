"""--stdin=hold: fd 0 is open, never anything to read from it and never its end, with and without
/proc; each child has a pipe of its own, and nothing else is open."""
import os
import signal

from lib import Failure, actor, child, same


def never_ends(proc):
    """Fails if a read of fd 0 would return."""
    fd = os.open(f"/proc/{proc.pid}/fd/0", os.O_RDONLY | os.O_NONBLOCK)
    try:
        got = os.read(fd, 1)
    except BlockingIOError:
        return
    finally:
        os.close(fd)
    raise Failure(f"a read of fd 0 returns {got!r}")


def waits_in_reads(proc):
    flags = next(line for line in proc.text("fdinfo/0").splitlines() if line.startswith("flags:"))
    same(int(flags.split()[1], 8) & os.O_NONBLOCK, 0, "fd 0 is no O_NONBLOCK")


def case(t):
    for world in (["mounts", "proc"], ["mounts", f"root:{t.root(proc=False)}"]):
        has_proc = "proc" in world
        b = t.baton("--restart=always", "--backoff=0",
                    child("a", "--stdin=hold", "--user=7:7",
                          actor("say:up until:USR1 exit:1")),
                    child("b", "--stdin=hold", "--ready=fd:3",
                          actor("say:up ready:3 until:USR1 exit:1")), mounts=False, world=world)
        for gen in (1, 2):
            procs = {name: b.of(b.event("up", name=name, gen=gen)) for name in ("a", "b")}
            b.log("ready", child="b")
            pipes = [proc.fds()[0] for proc in procs.values()]
            same([pipe.split(":")[0] for pipe in pipes], ["pipe"] * 2, "fd 0 of both")
            same(len(set(pipes)), 2, "pipes of their own")
            for name, proc in procs.items():
                never_ends(proc)
                waits_in_reads(proc)
                more = set(proc.fds()) - {0, 1, 2} - ({3} if name == "b" else set())
                same(len(more), 0 if has_proc else 1, f"other fds of {name}: {more}")
                os.kill(proc.pid, signal.SIGUSR1)
        b.kill("TERM")
        b.ends(0)
    # A classic init's, too.
    b = t.baton("--stdin=hold", actor("say:up pause"))
    never_ends(b.of(b.event("up")))
    b.kill("TERM")
    b.ended()
