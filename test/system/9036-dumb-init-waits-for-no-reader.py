"""In debug mode dumb-init does not wait for somebody to read its lines, not even the first ones."""
import os

from lib import actor


def case(t):
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    try:
        while True:
            os.write(writer, b"x" * 4096)
    except BlockingIOError:
        os.set_blocking(writer, True)
    b = t.named("dumb-init", actor("say:up until:TERM exit:0"), err=writer,
                env={"DUMB_INIT_DEBUG": "1", "DUMB_INIT_SETSID": "0"})
    b.event("up")
    b.kill("TERM")
    b.ends(0)
    os.close(reader)
    os.close(writer)
