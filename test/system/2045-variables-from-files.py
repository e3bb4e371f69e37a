"""--env-file=K=PATH: read anew at each start, with baton's rights, relative to baton's directory, without
the last newline; of --env and --env-file the later wins; what cannot be read ends the child, reason
exec, and its value is never shown."""
import os

from lib import actor, child, same

PASSWD = "root:x:0:0::/:/bin/sh\napp:x:1000:1001::/home/app:/bin/sh\n"


def write(path, text, mode=0o600):
    with open(path, "w") as file:
        file.write(text)
    os.chmod(path, mode)


def values(b, up, *keys):
    env = dict(b.of(up).environment())
    return [env.get(key) for key in keys]


def case(t):
    secret, other = t.path("secret"), t.path("other")
    write(secret, "first\n")
    write(other, "two\nlines\n\n")
    os.chdir(t.dir)
    b = t.baton("--restart=always", "--backoff=0", "--env=B=plain", f"--env-file=A={secret}",
                child("a", "--user=1000:1001", "--cwd=/", "--env-file=B=other",
                      actor("say:up until:USR1 exit:0")),
                child("b", f"--env-file=B={other}", "--env=B=later", actor("say:up pause")))
    up = b.event("up", name="a", gen=1)
    same(values(b, up, "A", "B"), ["first", "two\nlines\n"], "a's variables")
    same(values(b, b.event("up", name="b"), "A", "B"), ["first", "later"], "b's variables")
    write(secret, "second")
    b.kill_child(up, "USR1")
    same(values(b, b.event("up", name="a", gen=2), "A"), ["second"], "a's once the file is another")
    b.kill("TERM")
    b.ends(0)
    same("first" in b.err.text() or "second" in b.err.text(), False, "whether the log shows a value")
    # What is no such file.
    fifo, large, most, nul = t.path("fifo"), t.path("large"), t.path("most"), t.path("nul")
    os.mkfifo(fifo)
    write(large, "x" * 65537)
    write(most, "x" * 65536)
    write(nul, "a\0b")
    for path, error in ((t.path("none"), "ENOENT"), (t.dir, "EISDIR"), (fifo, "EINVAL"),
                        (large, "EFBIG"), (nul, "EINVAL"), ("/dev/null", "EINVAL")):
        b = t.baton("--restart=always", f"--env-file=A={path}", actor("say:up pause"))
        b.ends(126)
        line = b.log("ended")
        same((line["reason"], line["step"], b.count("up")), ("exec", "env-file", 0), path)
        same(error in line.text or error in line.get("error", ""), True, f"{path}: {line.text}")
    b = t.baton(f"--env-file=A={most}", actor("say:up pause"))
    same(len(dict(b.of(b.event("up")).environment())["A"]), 65536, "bytes of the largest")
    b.kill("KILL")
