"""A child that the kernel kills for want of memory has reason oom: in the log, in the next instance's
variables, in the last line and the termination message; a KILL of somebody else has not."""
import json

from lib import actor, child, same


def ended(b, **wanted):
    line = b.log("ended")
    same({key: line.get(key) for key in wanted}, wanted, line.text)


def seen_to_run(b):
    b.log("spawned")
    b.kill("USR1")
    b.log("signal-dropped")


def case(t):
    group = t.cgroup("memory", limit_in_bytes=24 << 20)
    world = [f"cgroup:{group}"]
    b = t.baton("--restart=always", "--backoff=0",
                child("a", actor("say:up gen:1-2 [ until:USR1 eat:200 ] say:stays pause")),
                world=world)
    seen_to_run(b)  # the count is looked at first when the children have been started
    for generation in 1, 2:
        b.kill_child(b.event("up", gen=generation), "USR1")
    stays = b.event("stays", gen=3)
    for _ in range(2):
        ended(b, reason="oom", signal="KILL", code=None, next="restart")
    variables = dict(b.of(stays).environment())
    same([variables.get(f"LIFECYCLE_PREV_{name}") for name in ("REASON", "SIGNAL", "EXIT")],
         ["oom", "SIGKILL", "-1"], "what the next instance is told")
    b.kill_child(stays, "KILL")
    ended(b, reason="signal", signal="KILL")
    b.kill("TERM")
    b.ends(0)

    # What was counted before baton was started is not its child's.
    b = t.baton("--restart=always", "--backoff=0", actor("say:up pause"), world=world)
    b.kill_child(b.event("up"), "KILL")
    ended(b, reason="signal", signal="KILL")
    b.kill("TERM")
    b.ends(0)

    # The container's end: its code is the signal's. JSON, and a classic init.
    message = t.path("message")
    for options in (("--restart=always", "--max-restarts=1/1h", "--backoff=0"), ()):
        b = t.baton("--log-format=json", "--log-level=info", f"--termination-message={message}",
                    "--forward=USR1", *options,
                    child("a", actor("say:up until:USR1 eat:200 pause")), world=world)
        for generation in ({"gen": 1}, {"gen": 2}) if options else ({},):
            b.event("up", **generation)
            b.kill("USR1")
        b.ends(137)
        lines = [json.loads(line.text) for line in b.err.lines]
        for line in [line for line in lines if line["event"] == "ended"] + lines[-1:]:
            same((line["reason"], line["signal"], line["child"]), ("oom", "KILL", "a"), str(line))
        with open(message) as file:
            text = file.read()
        same("event=exit code=137 child=a reason=oom signal=KILL" in text, True, text)
