"""--stdin, --stdout and --stderr: the fd itself; several children have null for stdin."""
import os

from lib import actor, child, same


def case(t):
    log, err = t.path("out.log"), t.path("err.log")
    null = "/dev/null"
    reader, writer = os.pipe()
    b = t.baton("--restart=always",
                child("a", "--ready=fd:3", f"--stdout={log}", f"--stderr={err}",
                      actor("say:up complain:trouble ready:3 pause")),
                child("b", "--stdin=inherit", "--stderr=null", actor("say:up pause")),
                child("c", "--after=a", actor("say:up until:USR1 pause")), stdin=reader)
    os.close(writer)
    fds = b.of(b.event("up", name="b")).fds()
    same((fds[0].startswith("pipe:"), fds[2]), (True, null), "b's stdin and stderr")
    c = b.of(b.event("up", name="c"))
    same((c.fds()[0], c.fds()[1] == fds[1], c.fds()[2] == b.proc.fds()[2]), (null, True, True),
         "c's streams")
    b.kill("TERM")
    b.ends(0)
    with open(log) as file:
        same(file.read().startswith("up "), True, "a's stdout is in the file")
    with open(err) as file:
        same(file.read(), "trouble\n", "a's stderr is in the file")
    # Files are appended to: a restart loses nothing.
    b = t.baton("--restart=on-failure", "--backoff=0", f"--stdout={log}.2",
                actor("say:up gen:1-2 [ exit:1 ] exit:0"))
    b.ends(0)
    with open(log + ".2") as file:
        same(len(file.readlines()), 3, "lines of three instances")
