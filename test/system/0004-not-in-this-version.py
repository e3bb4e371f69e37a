"""Options of a later version are refused by name."""
from lib import actor, check, same


def case(t):
    for option in ("--fdstore=2", "--listen=web=tcp:0.0.0.0:80", "--watchdog=5s", "--ready=notify",
                   "--control=/x", "--reap=kernel", "--crash-limit=5/60s"):
        b = t.run(option, actor("say:up"))
        b.ends(2)
        check("not in this version" in b.err.text() and option.partition("=")[0] in b.err.text(),
              b.err.text())
        same(b.out.text(), "", "stdout")
