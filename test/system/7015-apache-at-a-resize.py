"""Apache takes WINCH for a graceful stop: supervised, it lives through a new window size, with a
terminal that another child has and without one."""
import socket

from lib import actor, child, installed, same

CONFIGURATION = """ServerRoot /etc/apache2
ServerName test
PidFile {dir}/apache.pid
Listen 127.0.0.1:8081
ErrorLog /dev/stderr
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
"""


def answers():
    with socket.create_connection(("127.0.0.1", 8081)) as client:
        client.sendall(b"GET / HTTP/1.0\r\n\r\n")
        return client.recv(12)


def case(t):
    apache = [installed("apache2", "apache2"), "-D", "FOREGROUND", "-f",
              t.file("apache.conf", CONFIGURATION.format(dir=t.dir))]
    for terminal in (True, False):
        where = {"world": ["tty"], "tty": t.terminal(), "reports": True} if terminal else {}
        tree = child("web", apache), child("sh", "--stdin=inherit", actor("report:WINCH say:up pause"))
        b = t.baton("--strategy=one-for-one", tree, **where)
        b.event("up")
        b.says("resuming normal operations")
        b.kill("WINCH")
        if terminal:
            same(b.got("WINCH")["name"], "sh", "who got WINCH")
        b.kill("USR1")  # the later one: when baton speaks of it, WINCH was dealt with
        b.log("signal-dropped", signal="USR1")
        same(answers()[:8], b"HTTP/1.1", "an answer")
        same((b.logged("ended"), "graceful" in b.err.text()), (0, False), "ends")
        b.kill("TERM")
        b.ends(0)
