"""A retry has no process, and so no pid; an --optional child that is given up is told of."""
from lib import actor, check, child, load, same

set_limit = load("6017-no-processes").raise_limit


def case(t):
    uid = t.uid
    b = t.baton("--backoff=5ms:20ms", "--restart=always", actor("say:up pause"),
                world=["rlimit:NPROC=9", f"uid:{uid}"])
    up = b.event("up", gen=1)
    set_limit(b.pid, uid, 1)
    b.kill_child(up, "KILL")
    check("pid" in b.log("ended").pairs, "an end has the number of its process")
    retry = b.log("retry")
    same((retry.get("pid"), retry["step"], retry["error"]), (None, "fork", "EAGAIN"), retry.text)
    set_limit(b.pid, uid, 9)
    b.event("up", gen=2)
    b.kill("TERM")
    b.ends(0)

    b = t.baton("--restart=always", "--backoff=0", child("main", actor("say:up pause")),
                child("extra", "--optional", "--max-restarts=1/1m", actor("exit:3")))
    given_up = b.log("give-up")
    same((given_up["child"], given_up["gen"], given_up["level"]), ("extra", "2", "error"),
         given_up.text)
    check("because_of" not in given_up.pairs, given_up.text)
    b.event("up", name="main")
    b.kill("TERM")
    b.ends(0)
    same(b.logged("give-up"), 1, "lines about giving up")
