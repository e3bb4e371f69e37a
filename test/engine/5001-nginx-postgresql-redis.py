"""The three servers of docker/three-servers under rest-for-one, each killed with KILL in turn: each
comes back with those behind it, PostgreSQL's committed rows are there, docker stop is clean."""
import re

import debian
import docs
from engine import Container, found, same

SERVERS = {"db": "postgres", "cache": "redis-server", "web": "nginx"}  # in the order of the tree
UP = {"db": "database system is ready to accept connections",
      "cache": "Ready to accept connections", "web": "start worker processes"}
ROWS = 1000
HTTP_GET = ("exec 3<>/dev/tcp/127.0.0.1/80; printf 'GET / HTTP/1.0\\r\\nHost: shop\\r\\n\\r\\n' >&3; "
            "cat <&3")


class Shop(Container):
    def __init__(self):
        debian.image()
        super().__init__(image=docs.build("three-servers"), entrypoint=None)

    def ask(self, *words, user="root"):
        result = self.exec(*words, options=["-u", user])
        same(result.code, 0, f"{' '.join(words)}: {result}")
        return result.output.strip()

    def sql(self, text):
        return self.ask("psql", "-At", "-c", text, user="postgres")

    def check_services(self):
        """A real client of each server, inside the container."""
        same(self.sql("select sum(n) from ledger"), str(ROWS * (ROWS + 1) // 2), "the ledger's sum")
        same(self.ask("redis-cli", "ping"), "PONG", "redis-cli")
        page = self.ask("bash", "-c", HTTP_GET)
        found("^HTTP/1.1 200 OK", page, "nginx's answer")
        found("Welcome to nginx", page, "nginx's page")

    def main_process(self, command):
        """The pid of the server's main process: baton's only child of that name."""
        listing = self.ask("sh", "-c", "cat /proc/[0-9]*/stat 2>/dev/null || true")
        pids = re.findall(rf"^(\d+) \({command}\) \S 1 ", listing, re.MULTILINE)
        same(len(pids), 1, f"processes {command} right below baton in:\n{listing}")
        return pids[0]

    def told(self):
        """What the running PostgreSQL finds in its environment (/proc shows its title there)."""
        lines = self.ask("psql", "-qAt", "-c", "create temp table told (line text)", "-c",
                         "copy told from program 'printenv | grep ^LIFECYCLE_'", "-c",
                         "select line from told", user="postgres")
        return dict(re.findall(r"^LIFECYCLE_(\w+)=(.*)$", lines, re.MULTILINE))

    def generations(self):
        spawned = re.findall(r"event=spawned child=(\w+) gen=(\d+)", "\n".join(self.logs()))
        same(len(spawned), len(set(spawned)), "each generation is started once")
        last = dict(spawned)  # of several the last
        return [int(last[name]) for name in SERVERS]


shop = Shop()
shop.follow().until_all(UP.values())
shop.sql(f"create table ledger as select generate_series(1, {ROWS}) as n")
shop.check_services()
identity = shop.told()["RESUME_ID"]
same(shop.generations(), [1, 1, 1], "generations at first")

expected = [1, 1, 1]
for position, (name, command) in enumerate(SERVERS.items()):
    shop.ask("sh", "-c", f"kill -KILL {shop.main_process(command)}")
    shop.follow().until_all(list(UP.values())[position:])
    shop.check_services()
    expected = [old + (at >= position) for at, old in enumerate(expected)]
    same(shop.generations(), expected, f"generations after the KILL of {name}")
    told = shop.told()
    same((told["CAUSE"], told["PREV_EXIT"], told["PREV_SIGNAL"], told["RESUME_ID"]),
         ("restart", "-1", "SIGKILL", identity), "what PostgreSQL was told")

same(shop.stop(), 0, "the exit code of docker stop")
log = "\n".join(shop.logs())
same(len(re.findall("database system was not properly shut down", log)), 1, "crash recoveries")
found("database system is shut down", log, "PostgreSQL's end")
found("bye bye", log, "Redis's end")
found("gracefully shutting down|exiting", log, "nginx's end")

# once more on the same volume: initdb has nothing to do, the rows are there
shop.start_again()
shop.follow().until_all(UP.values())
shop.check_services()
same(shop.stop(), 0, "the exit code of the second docker stop")
