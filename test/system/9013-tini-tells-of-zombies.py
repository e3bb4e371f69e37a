"""-w: a line for every process that is reaped and is not the child."""
from lib import actor, same


def case(t):
    for pid1, words in ((True, []), (False, ["-s"])):
        b = t.named("tini", words, "-w", "--", actor("daemon [ say:stray exit:0 ] until:USR1 exit:0"),
                    pid1=pid1)
        stray = b.event("stray")
        b.says(f"Reaped zombie process with pid={stray.pid}")
        b.kill("USR1")
        b.ends(0)
        same(b.err.text().count("Reaped zombie"), 1, "lines")
        b = t.named("tini", words, "--",
                    actor("daemon [ say:stray until:USR2 ] until:USR1 exit:0"), pid1=pid1)
        stray = b.event("stray")
        number = b.outer(stray.pid)
        b.kill_child(stray, "USR2")
        b.gone(number)
        b.kill("USR1")
        b.ends(0)
        same(b.err.text(), "", "without -w")
