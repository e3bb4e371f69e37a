"""A word of a command that is one of baton's options is pointed out at the start, at level debug."""
from lib import actor, same


def case(t):
    words = ["--restart=always", "--nope", "-n", "--user"]
    for level, count in (("debug", 2), ("info", 0)):
        b = t.baton(f"--log-level={level}", "-n", "web", actor("say:up exit:0"), words)
        b.ends(0)
        told = [line for line in b.err.lines if line.get("event") == "misplaced-option"]
        same(len(told), count, f"lines at level {level}")
        if told:
            same([(line["child"], line["level"], line["word"]) for line in told],
                 [("web", "debug", '--restart=always'), ("web", "debug", "--user")], "what they say")
    same(b.count("up"), 1, "starts")
