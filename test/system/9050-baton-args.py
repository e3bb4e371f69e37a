"""BATON_ARGS: global options as defaults under every name, which the line overrides and children do
not see; a bad word names it, with 2, or 1 under another name."""
from lib import actor, check, same

NAMES = ("baton", "tini", "dumb-init", "catatonit")


def case(t):
    for name in NAMES:
        b = t.named(name, "--", actor("say:up exit:5"), env={"BATON_ARGS": "-e5 --signal=HUP:USR1"})
        b.event("up")
        b.ends(0)
        b = t.named(name, "--", actor("report:USR1 say:up until:TERM exit:0"),
                    env={"BATON_ARGS": " --signal=HUP:USR1  ", "KEPT": "1"})
        environment = dict(b.of(b.event("up")).environment())
        same(("BATON_ARGS" in environment, environment["KEPT"]), (False, "1"), "its environment")
        b.kill("HUP")
        b.got("USR1")
        b.kill("TERM")
        b.ends(0)
        for bad in ("--nope", "word", "-P", "--help", "--", "--argc=all", "--drain 3s"):
            code, out, err = t.said(name, "true", env={"BATON_ARGS": bad})
            same((code, out), (2 if name == "baton" else 1, ""), f"{name} with {bad}")
            check("BATON_ARGS" in err, f"{name} with {bad}: {err!r}")
        for option in ("--strategy=rest-for-one", "--start-timeout=9s", "--sweep=off",
                       "--sweep-signal=none", "--stop-delay=1s"):
            if name != "baton":
                said = t.said(name, actor("exit:0"), env={"BATON_ARGS": f"-v {option}"})
                message = f"BATON_ARGS: word 2: {option[:option.index('=')]} needs the name baton"
                same(said, (1, "", f"baton: {message}\n"), f"{name} with {option}")
        for world, user in (([], "no-such-user"), ([f"uid:{t.uid}"], "0")):
            code, out, err = t.said(name, "true", world=world, env={"BATON_ARGS": f"-v --user={user}"})
            same((code, out), (2 if name == "baton" else 1, ""), f"{name} with user {user}")
            check(err.startswith(f"baton: BATON_ARGS: word 2: --user={user}: "), f"{name}: {err!r}")
    b = t.baton("--signal=HUP:USR2", actor("report:USR1,USR2 say:up pause"),
                env={"BATON_ARGS": "--signal=HUP:USR1"})
    b.event("up")
    b.kill("HUP")
    b.got("USR2")
    b.kill("KILL")
    b.ends(-9)
    # supervised, too: the variable is not handed on
    b = t.baton("--restart=always", actor("say:up pause"), env={"BATON_ARGS": "--log-level=error"})
    check("BATON_ARGS" not in dict(b.of(b.event("up")).environment()), "its environment")
    b.kill("TERM")
    b.ends(0)
