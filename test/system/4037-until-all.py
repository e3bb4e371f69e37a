"""--until=all: when the main process ends, the eldest of the instance that is baton's child follows it:
the same generation, and no end; it gets the stop signal, and its status is the one that counts."""
from lib import NO_MARK, actor, child, same


def case(t):
    for world in ([], ["subreaper"], [NO_MARK]):
        # Without a mark by session and group: only what stays there is followed.
        how = "fork" if world == [NO_MARK] else "daemon"
        b = t.baton(child("a", "--until=all", "--restart=always", "--backoff=0",
                          actor(f"{how} [ say:heir until:USR1 exit:7 ] say:main",
                                "until:USR2 exit:0")),
                    pid1=world != ["subreaper"], world=world)
        heir = b.event("heir")
        b.kill_child(b.event("main"), "USR2")
        moved = b.log("main", child="a", gen=1)
        same(moved.pid, heir.pid, "the main process")
        same(b.logged("ended"), 0, "ends")
        b.kill_child(heir, "USR1")
        end = b.log("ended", gen=1)
        same((end["pid"], end["reason"], end["code"]), (heir["pid"], "exit", "7"), "the end")
        # The stop signal goes to who is the main process then.
        heir = b.event("heir", gen=2)
        b.kill_child(b.event("main", gen=2), "USR2")
        b.log("main", gen=2)
        b.kill("TERM")
        end = b.log("ended", gen=2)
        same((end["pid"], end["signal"]), (heir["pid"], "TERM"), "the end by the stop")
        b.ends(0)
