"""BATON_ARGS=--explain prints what an image's own line means, under every name, and starts nothing;
what in a command looks like an option of baton is pointed out."""
import json

from lib import actor, check, same


def case(t):
    for name in ("baton", "tini", "dumb-init", "catatonit"):
        code, out, err = t.said(name, actor("say:up"), "--user=x", env={"BATON_ARGS": "--explain"})
        same((code, err), (0, ""), name)
        check(out.startswith("classic: one child") and " say:up" in out, f"{name}: {out}")
        check("note     --user=x is a word of the command" in out, f"{name}: {out}")
        code, out, err = t.said(name, actor("say:up"), "--user=x",
                                env={"BATON_ARGS": "--explain=json"})
        same((code, err), (0, ""), name)
        plan = json.loads(out)
        same((plan["mode"], plan["nodes"][1]["misplaced_options"]), ("classic", ["--user=x"]), name)
    code, out, err = t.said("catatonit", "-P", env={"BATON_ARGS": "--explain"})
    same((code, out, err), (0, "pause: no child; baton waits for TERM or INT\n", ""), "a pause")
    code, out, err = t.said("baton", "--nope", actor("say:up"), env={"BATON_ARGS": "--explain"})
    same((code, out), (2, ""), "a wrong line")
