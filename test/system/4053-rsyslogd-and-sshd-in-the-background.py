"""rsyslogd and sshd without their option for the foreground: with --until=all they are followed into
the background, and asked to end when all is stopped."""
import socket
import subprocess

import lib
from lib import PATH, child, installed, same

RSYSLOGD = """
global(processInternalMessages="on")
module(load="imuxsock" SysSock.Use="off")
input(type="imuxsock" Socket="{dir}/socket" CreatePath="on")
*.* |{reports}
"""
SSHD = """
ListenAddress 127.0.0.1:{port}
HostKey {dir}/key
PidFile {dir}/pid
UsePAM no
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def said(t, b, text):
    t.wait(lambda: any(text in line.text for line in b.out.lines), f"the line '{text}'", b)


def case(t):
    directory = t.directory("daemons")
    rsyslogd, sshd = installed("rsyslogd", "rsyslog"), installed("sshd", "openssh-server")
    port = free_port()
    lib.mount("tmpfs", "/run", "tmpfs")  # the case's own: sshd wants a directory there
    t.wait(lambda: subprocess.call(["mkdir", "-m", "755", "/run/sshd"]) == 0, "the directory")
    subprocess.run([installed("ssh-keygen", "openssh-client"), "-q", "-t", "ed25519", "-N", "",
                    "-f", f"{directory}/key"], check=True)
    reports = t.path("reports-0")  # what b.out reads
    t.file("daemons/rsyslog.conf", RSYSLOGD.format(dir=directory, reports=reports))
    t.file("daemons/sshd.conf", SSHD.format(dir=directory, port=port))
    b = t.baton("--strategy=one-for-one",
                child("log", "--until=all",
                      [rsyslogd, "-f", f"{directory}/rsyslog.conf", "-i", f"{directory}/rsyslog"]),
                child("ssh", "--until=all",
                      [sshd, "-E", reports, "-f", f"{directory}/sshd.conf"]),
                env={"PATH": PATH}, reports=True)
    b.log("main", child="log", gen=1)
    b.log("main", child="ssh", gen=1)
    said(t, b, "Server listening")
    said(t, b, 'software="rsyslogd"')
    with socket.create_connection(("127.0.0.1", port), lib.DEADLINE) as client:
        same(client.recv(7), b"SSH-2.0", "sshd's first word")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
        client.connect(f"{directory}/socket")
        client.send(b"<13>case: written down")
    said(t, b, "written down")
    same(b.logged("ended"), 0, "ends")
    b.kill("TERM")
    b.ends(0)
