"""gunicorn's USR2: with --until=all its successor is the main process once the old one was asked to
go, without an end and without a restart."""
from lib import PATH, child, installed, load, same

APPLICATION = """
def application(environ, start):
    start("200 OK", [("Content-Type", "text/plain")])
    return [b"served\\n"]
"""


def booted(b, count):
    """The numbers of the masters that have said so often that they listen."""
    b.test.wait(lambda: sum("Booting worker" in line.text for line in b.err.lines) >= count,
                f"{count} workers", b)
    return [int(line.text.split("[")[2].split("]")[0]) for line in b.err.lines
            if "Listening at" in line.text]


def case(t):
    answer = load("4050-nginx-upgrades-itself").answer
    directory = t.directory("app")
    t.file("app/app.py", APPLICATION)
    b = t.baton(child("app", "--until=all", "--restart=always", f"--cwd={directory}",
                      [installed("gunicorn", "gunicorn"), "--bind", f"unix:{directory}/socket",
                       "--pid", f"{directory}/pid", "--worker-tmp-dir", directory,
                       "app:application"]), env={"PATH": PATH, "HOME": directory})
    old = b.log("spawned", gen=1)
    booted(b, 1)
    same("served" in answer(f"{directory}/socket"), True, "an answer")
    b.kill_child(old, "USR2")
    same(booted(b, 2)[0], old.pid, "the first that listened")
    new = booted(b, 2)[1]
    b.kill_child(old, "TERM")
    same(b.log("main", gen=1).pid, new, "the main process")
    same("served" in answer(f"{directory}/socket"), True, "an answer of the new one")
    same(b.logged("ended"), 0, "ends")
    b.kill("TERM")
    b.ends(0)
