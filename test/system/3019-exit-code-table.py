"""Each row of the table of exit codes, as the container's user sees it."""
from lib import actor, child


def case(t):
    tree = ["--strategy=one-for-one", "--restart=never"]
    stay = child("stay", actor("pause"))

    def by(command, *options):
        return t.baton(tree, stay, child("x", *options, command))

    t.baton("--no-such-option", actor("say:up")).ends(2)
    by(actor("exit:0")).ends(0)
    by(actor("exit:11")).ends(11)
    by(actor("exit:255")).ends(255)
    by(actor("die:KILL")).ends(137)
    by(actor("die:SEGV")).ends(139)
    by(["/none"]).ends(127)
    by(["/proc"]).ends(126)
    by(actor("pause"), "--ready=fd:3", "--start-timeout=50ms").ends(121)
    by(actor("exit:5"), "--success=5").ends(0)
    by(actor("exit:5"), "--restart=always", "--backoff=0", "--max-restarts=1/1m").ends(5)
    by(actor("exit:0"), "--restart=always", "--backoff=0", "--max-restarts=1/1m").ends(120)
    by(actor("exit:4"), "--cwd=/nowhere").ends(126)
    t.baton(child("a", "--oneshot", actor("exit:0"))).ends(0)
    t.baton(child("a", "--oneshot", "--restart=never", actor("exit:8"))).ends(8)
    t.baton(child("a", "--optional", actor("exit:8"))).ends(0)
