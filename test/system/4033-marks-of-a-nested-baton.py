"""Below a supervisor that gives marks a supervisor gives marks of its own, which tell its children
apart; to the outer one, whatever descends from the inner is one instance. A third one gives none."""
import lib
from lib import actor, check, child, same

STAYS = actor("daemon [ say:left pause ] say:y pause")
RETURNS = actor("gen:1 [ daemon [ report:TERM say:leaves until:TERM exit:0 ] until:USR1 exit:1 ]",
                "say:again pause")


def mark(program, line):
    hard = program.of(line).limit("Max realtime timeout")[1]
    return divmod(int(hard) - (1 << 62), 1 << 31)


def case(t):
    third = [lib.BATON, "+++", "-n", "third", "--argc=all", "--", *actor("say:third pause")]
    inner = [lib.BATON, "--strategy=one-for-one", "--stop-timeout=7s", *child("y", STAYS),
             *child("z", "--backoff=0", RETURNS), "+++", "-n", "w", "--argc=all", "--", *third]
    b = t.baton("+++", "-n", "inner", "--restart=always", "--backoff=0", "--argc=all", "--", *inner)
    y, left, leaves = b.event("y"), b.event("left"), b.event("leaves")
    outer = b.log("spawned", child="inner")
    same(mark(b, outer), (1, (1 << 31) - 1), "the inner's")
    same({mark(b, y), mark(b, left)}, {(1, 1)}, "its first child's, and of the daemon")
    same({mark(b, leaves)}, {(1, 2)}, "of its second child's daemon")
    same(mark(b, b.event("third")), (1, 3), "below the third supervisor")
    # The inner one's child ends: its daemon goes, and nothing of another's.
    returns = b.outer(leaves.pid)
    b.kill_child(b.log("spawned", child="z", gen=1), "USR1")
    b.event("again")
    b.gone(returns)
    check(b.of(left).state in "RS", "the other child's daemon")
    # The inner one is killed: whatever is below it goes.
    daemon = b.outer(left.pid)
    b.kill_child(outer, "KILL")
    b.gone(daemon)
    b.log("spawned", child="inner", gen=2)
    b.kill("KILL")
    b.ended()
