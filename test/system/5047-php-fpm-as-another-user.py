"""php-fpm under --user with what the official image sets, error_log = /proc/self/fd/2 and workers that
write to it."""
import glob

from lib import Failure, child, same

CONFIGURATION = """[global]
daemonize = no
error_log = /proc/self/fd/2
log_limit = 8192
[www]
listen = {dir}/socket
pm = static
pm.max_children = 1
access.log = /proc/self/fd/2
catch_workers_output = yes
decorate_workers_output = no
"""


def case(t):
    found = sorted(glob.glob("/usr/sbin/php-fpm[0-9]*"))
    if not found:
        raise Failure("php-fpm is missing: install the Debian package php-fpm")
    directory = t.directory("fpm")
    fpm = [found[0], "-n", "-F", "-y", t.file("fpm.conf", CONFIGURATION.format(dir=directory))]
    for line in ((), ("--strategy=one-for-one",)):
        b = t.baton(*line, child("fpm", f"--user={t.uid}:{t.uid}", fpm))
        b.says("ready to handle connections")
        b.kill("TERM")
        b.ends(0)
        same("Permission denied" in b.err.text(), False, "refusals")
