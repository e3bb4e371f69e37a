"""nginx, php-fpm, rsyslogd, sshd and Apache without their foreground options are told of; one whose
pid file is in its way is not, since it leaves nothing."""
import glob
import os
import subprocess

from lib import Failure, check, libc, mount, same

CLONE_NEWNET = 0x40000000
PROGRAMS = {"nginx": "nginx-light", "php-fpm[0-9]*": "php-fpm", "rsyslogd": "rsyslog", "sshd": "openssh-server",
            "apache2": "apache2", "ssh-keygen": "openssh-client"}
NGINX = """pid {dir}/nginx.pid; error_log stderr; events {{}}
http {{ access_log off; server {{ listen unix:{dir}/nginx.sock; }} }}
"""
FPM = """[global]
pid={dir}/fpm.pid
error_log={dir}/fpm.log
[www]
user=nobody
listen={dir}/fpm.sock
pm=static
pm.max_children=1
"""
RSYSLOG = """module(load="imuxsock" SysSock.Name="{dir}/log.sock")
*.* {dir}/messages
"""
APACHE = """ServerRoot /etc/apache2
ServerName test
PidFile {dir}/apache.pid
Listen 8080
ErrorLog /dev/stderr
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
"""


def program(name):
    for folder in "/usr/sbin", "/usr/bin":
        for path in sorted(glob.glob(f"{folder}/{name}")):
            return path
    raise Failure(f"{name} is missing: install the Debian package {PROGRAMS[name]} (scripts/setup test)")


def daemons(t):
    """name → its command, without what would keep it in the foreground."""
    def conf(name, text):
        return t.file(name, text.format(dir=t.dir))

    key = t.path("key")
    subprocess.run([program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    os.makedirs("/run/sshd")
    return {
        "nginx": [program("nginx"), "-c", conf("nginx.conf", NGINX)],
        "php-fpm": [program("php-fpm[0-9]*"), "-D", "-n", "-R", "-y", conf("fpm.conf", FPM)],
        "rsyslogd": [program("rsyslogd"), "-f", conf("rsyslog.conf", RSYSLOG), "-i", t.path("rs.pid")],
        "sshd": [program("sshd"), "-f", "/dev/null", "-h", key, "-o", "PidFile=none",
                 "-o", "Port=2222"],
        "apache": [program("apache2"), "-f", conf("apache.conf", APACHE), "-k", "start"],
    }


def case(t):
    mount("tmpfs", "/run", "tmpfs", 0, "mode=755")
    libc("unshare", CLONE_NEWNET)  # no port is anybody else's
    commands = daemons(t)
    for options in (), ("--start-timeout=9s",):
        for name, command in commands.items():
            b = t.baton(*options, command)
            b.ends(0)
            same(b.logged("daemonizes"), 1, f"lines about {name} {options}: {b.err.text()}")
        t.file("apache.pid", "1\n")  # of a process that there is
        b = t.baton(*options, commands["apache"])
        b.ends(0)
        check("already running" in b.out.text() + b.err.text(), b.err.text())
        same(b.logged("daemonizes"), 0, f"lines about one that did not start: {b.err.text()}")
        os.unlink(t.path("apache.pid"))
