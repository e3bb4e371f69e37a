"""The first instance: its ID, generation, epoch, cause and name; nothing about one before it."""
import re

from lib import actor, check, child, same, supervisor

UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def case(t):
    b = t.baton(supervisor("app/"), child("app/db", "--restart=always", actor("say:up pause")),
                child("web", "--restart=always", actor("say:up pause")),
                env={"PATH": "/bin", "OWN": "kept"})
    seen = {}
    for name in ("app/db", "web"):
        env = b.of(b.event("up", name=name)).environment()
        same(len(dict(env)), len(env), "no variable twice")
        seen[name] = env = dict(env)
        same({key for key in env if key.startswith("LIFECYCLE_")},
             {"LIFECYCLE_" + key
              for key in ("RESUME_ID", "GENERATION", "EPOCH", "CAUSE", "NAME", "SUPERVISOR")},
             "its LIFECYCLE variables")
        check(UUID4.fullmatch(env["LIFECYCLE_RESUME_ID"]), env["LIFECYCLE_RESUME_ID"])
        check(re.fullmatch("[0-9a-f]{16}", env["LIFECYCLE_EPOCH"]), env["LIFECYCLE_EPOCH"])
        same((env["LIFECYCLE_GENERATION"], env["LIFECYCLE_CAUSE"], env["OWN"]),
             ("1", "start", "kept"), "values")
        same(env["LIFECYCLE_NAME"], name, "its name")
    same([seen[name]["LIFECYCLE_SUPERVISOR"] for name in seen], ["app", ""], "the supervisors")
    check(seen["web"]["LIFECYCLE_RESUME_ID"] != seen["app/db"]["LIFECYCLE_RESUME_ID"], "IDs differ")
    same(seen["web"]["LIFECYCLE_EPOCH"], seen["app/db"]["LIFECYCLE_EPOCH"], "the epoch is baton's")
    b.kill("TERM")
    b.ends(0)
