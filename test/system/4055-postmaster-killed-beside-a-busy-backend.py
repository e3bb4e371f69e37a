"""A postmaster that is killed while one of its backends, in a session of its own, is busy: the backend
is swept, and the next postmaster finds the shared memory free and recovers."""
import shutil
import subprocess

from lib import PATH, Failure, child, same


def server(name):
    path = shutil.which(name, path=f"/usr/lib/postgresql/15/bin:{PATH}")
    if path is None:
        raise Failure(f"{name} is missing: install the Debian package postgresql")
    return path


def title(pid):
    try:
        with open(f"/proc/{pid}/cmdline", encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def case(t):
    directory = t.directory("db")
    shutil.chown(directory, "postgres", "postgres")
    data = f"{directory}/data"
    subprocess.run([server("initdb"), "-D", data, "-A", "trust", "--no-sync"], check=True,
                   stdout=subprocess.DEVNULL, user="postgres", group="postgres", extra_groups=[],
                   cwd=directory, env={"PATH": PATH, "LC_ALL": "C"})
    b = t.baton("--strategy=one-for-one",
                child("db", "--user=postgres", "--stop-signal=INT", "--backoff=0",
                      f"--cwd={directory}",
                      [server("postgres"), "-D", data, "-k", directory, "-c", "listen_addresses=",
                       "-c", "fsync=off"]), env={"PATH": PATH, "LC_ALL": "C"})
    first = b.log("spawned", gen=1)
    b.says("ready to accept connections")
    busy = t.start([server("psql"), "-h", directory, "-U", "postgres", "-c",
                    "do $$ begin raise notice 'busy'; loop end loop; end $$"],
                   env={"PATH": PATH, "LC_ALL": "C"})
    busy.says("busy")
    backends = [pid for pid in b.namespace_processes() if "[local] DO" in title(pid)]
    same(len(backends), 1, "busy backends")
    b.kill_child(first, "KILL")
    b.log("spawned", gen=2)
    t.wait(lambda: sum("ready to accept" in line.text for line in b.err.lines) == 2,
           "the next server", b)
    same(b.logged("ended", reason="exit"), 0, "servers that found the memory in use")
    b.gone(backends[0])
    b.kill("TERM")
    b.ends(0)
