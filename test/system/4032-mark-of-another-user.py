"""A mark is read of another user's processes, too, without the capability that prlimit() asks for."""
from lib import actor, child, same

SYS_RESOURCE = 24


def case(t):
    b = t.baton(child("a", "--restart=always", "--backoff=0", "--user=4711:4711",
                      "--stop-timeout=20s",
                      actor("gen:1 [ daemon [ report:TERM say:left until:TERM say:over exit:0 ]",
                            "until:USR1 exit:1 ] say:again pause")),
                world=[f"no-cap:{SYS_RESOURCE}"])
    b.event("left")
    b.kill_child(b.log("spawned", gen=1), "USR1")
    b.event("over")
    again = b.event("again", gen=2)
    same(b.of(again).status("Uid").split()[0], "4711", "the uid")
    same(int(b.proc.status("CapEff"), 16) >> SYS_RESOURCE & 1, 0, "the capability")
    same([line.words[0] for line in b.out.lines], ["left", "over", "again"], "what was told")
    b.kill("TERM")
    b.ends(0)
