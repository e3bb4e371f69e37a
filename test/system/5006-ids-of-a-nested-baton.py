"""Below another baton the IDs are derived from the parent's and the path: the same in each life."""
from lib import actor, check, child, same


def case(t):
    def ids(parent):
        env = {"PATH": "/bin"} | ({"LIFECYCLE_RESUME_ID": parent} if parent else {})
        b = t.baton("--restart=always", child("a", actor("say:up pause")),
                    child("b", actor("say:up pause")), env=env)
        found = [dict(b.of(b.event("up", name=name)).environment())["LIFECYCLE_RESUME_ID"]
                 for name in "ab"]
        b.kill("TERM")
        b.ends(0)
        return found

    same(ids("p1"), ids("p1"), "IDs below the same parent")
    every = ids("p1") + ids("p2") + ids(None) + ids(None)
    same(len(set(every)), 8, "different IDs")
    check(all(one[14] == "4" for one in every), f"the layout of v4: {every}")
