"""A child that fails 500 times does not flood the log, which says how much was left out."""
from lib import actor, check


def case(t):
    b = t.baton("--restart=always", "--backoff=0", "--max-restarts=unlimited",
                actor("gen:1-500 [ exit:1 ] say:up pause"))
    b.event("up", gen=501)
    b.kill("TERM")
    b.ends(0)
    ended = b.logged("ended")
    check(0 < ended < 500, f"{ended} of 500 lines")
    t.note(f"{ended} of 500 lines")
    check("left_out=" in b.err.text(), b.err.text()[-800:])
