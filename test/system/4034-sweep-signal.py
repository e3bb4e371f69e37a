"""--sweep-signal: what is left gets that signal first, or none: a server that its wrapper has asked
already is not asked twice, and is killed if it does not go."""
from lib import actor, child, same

SERVER = "fork [ report:TERM,HUP say:server until:USR1 say:over exit:0 ]"


def case(t):
    for signal, got in (("TERM", "TERM"), ("HUP", "HUP"), ("none", None)):
        b = t.baton(child("w", "--restart=always", "--backoff=0", "--stop-timeout=20s",
                          f"--sweep-signal={signal}",
                          actor(f"gen:1 [ {SERVER} until:USR1 exit:0 ] say:again pause")))
        server = b.event("server")
        b.kill_child(b.log("spawned", gen=1), "USR1")
        b.log("leftovers")
        if got:
            b.got(got)
        b.kill_child(server, "USR1")
        b.event("over")
        b.event("again", gen=2)
        same(sum(line.words[:1] == ["got"] for line in b.out.lines), int(got is not None), "signals")
        b.kill("TERM")
        b.ends(0)
    deaf = t.baton(child("w", "--restart=always", "--backoff=0", "--stop-timeout=300ms",
                         "--sweep-signal=none",
                         actor("gen:1 [ fork [ say:server pause ] until:USR1 exit:0 ] say:again",
                               "pause")))
    server = deaf.outer(deaf.event("server").pid)
    deaf.kill_child(deaf.log("spawned", gen=1), "USR1")
    deaf.gone(server)
    deaf.event("again", gen=2)
    deaf.kill("TERM")
    deaf.ends(0)
