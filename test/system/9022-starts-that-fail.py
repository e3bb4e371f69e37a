"""Where there is no process for the program each of them says so and ends with 1, at once."""
from lib import check, same


def case(t):
    for name in ("tini", "dumb-init", "catatonit"):
        code, out, err = t.said(name, "--", "true", world=["forbid:fork=EAGAIN"])
        same((code, out, err.count("\n")), (1, "", 1), f"{name}: {err!r}")
        check("Resource temporarily unavailable" in err, f"{name}: {err!r}")
