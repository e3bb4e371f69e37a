"""A megabyte of environment, bytes that are no text, words without '=': all pass."""
from lib import actor, same


def case(t):
    env = {f"VARIABLE_{n}": "x" * 1000 for n in range(1000)} | {"ODD": "\udcff\udc80", "E": ""}
    for options in ([], ["--restart=always", "--env=NEW=1", "--unset-env=VARIABLE_7"]):
        b = t.baton(options, actor("say:up pause"), env=env)
        got = b.of(b.event("up")).read("environ").split(b"\0")
        want = {f"{key}={value}".encode(errors="surrogateescape") for key, value in env.items()}
        if options:
            want = want - {b"VARIABLE_7=" + b"x" * 1000} | {b"NEW=1"}
        same({word for word in got if word and not word.startswith(b"LIFECYCLE_")} ^ want, set(),
             "what differs")
        b.kill("KILL")
        b.ended()
