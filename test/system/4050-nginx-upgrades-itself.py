"""nginx as Debian runs it, in the background: with --until=all the USR2 upgrade goes through, and the
new master is the main process, without an end and without a restart."""
import socket

from lib import child, installed, same

CONFIGURATION = """
pid {dir}/pid; error_log stderr notice; worker_processes 1; events {{}}
http {{ access_log off; client_body_temp_path {dir}/t1; proxy_temp_path {dir}/t2;
  fastcgi_temp_path {dir}/t3; uwsgi_temp_path {dir}/t4; scgi_temp_path {dir}/t5;
  server {{ listen unix:{dir}/socket; return 200 "served\\n"; }} }}
"""


def answer(path):
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(path)
        client.sendall(b"GET / HTTP/1.0\r\n\r\n")
        return client.makefile("rb").read().decode()


def case(t):
    directory = t.directory("nginx")
    configuration = t.file("nginx.conf", CONFIGURATION.format(dir=directory))
    nginx = installed("nginx", "nginx-light")
    b = t.baton(child("web", "--until=all", "--restart=always",
                      [nginx, "-e", "stderr", "-p", directory, "-c", configuration]))
    first = b.log("main", child="web", gen=1)
    b.says("start worker process ")
    same("served" in answer(f"{directory}/socket"), True, "an answer")
    b.kill_child(first, "USR2")
    b.says("changing binary")
    b.says(f"notice] {first.pid}#{first.pid}: signal 12 (SIGUSR2)")
    new = t.wait(lambda: next((line.text.split("#")[0].split()[-1] for line in b.err.lines
                               if "start worker process " in line.text
                               and f" {first.pid}#" not in line.text), None), "the new master", b)
    b.kill_child(first, "QUIT")
    same(b.log("main", gen=1).pid, int(new), "the main process")
    same("served" in answer(f"{directory}/socket"), True, "an answer of the new one")
    same((b.logged("ended"), b.logged("leftovers")), (0, 0), "ends")
    b.kill("TERM")
    b.ends(0)
