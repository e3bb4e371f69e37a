"""catatonit, which closes what it inherited, keeps the fd by which its status is read."""
import struct

from lib import actor, arena, same


def case(t):
    for forbidden in ([], ["forbid:close_range=ENOSYS"]):
        b = t.named("catatonit", "--", actor("report:USR1 say:up until:TERM exit:0"), world=forbidden)
        up = b.event("up")
        b.kill("USR1")
        b.got("USR1")  # forwarded by a catatonit that has closed what it will close
        with open(arena(b), "rb") as file:
            table = file.read()
        same((table[:7], struct.pack("i", up.pid) in table), (b"/btable", True), "the status")
        b.kill("TERM")
        b.ends(0)
