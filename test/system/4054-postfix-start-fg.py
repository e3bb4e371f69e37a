"""postfix start-fg: with --until=all its master, in a session of its own, is the instance."""
import os
import shutil

from lib import PATH, child, installed, same

MAIN = """
compatibility_level = 3.6
queue_directory = {dir}/spool
data_directory = {dir}/lib
maillog_file = /dev/stdout
inet_interfaces = loopback-only
"""
MASTER = """
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
"""


def case(t):
    directory = t.directory("postfix")
    for name in ("etc", "spool", "lib"):
        os.mkdir(f"{directory}/{name}", 0o755)
    shutil.chown(f"{directory}/lib", "postfix")
    t.file("postfix/etc/main.cf", MAIN.format(dir=directory))
    t.file("postfix/etc/master.cf", MASTER)
    b = t.baton("--grace=20s",
                child("mail", "--until=all", "--restart=always",
                      [installed("postfix", "postfix"), "-c", f"{directory}/etc", "start-fg"]),
                env={"PATH": PATH})
    b.log("spawned", gen=1)
    t.wait(lambda: any("daemon started" in line.text for line in b.out.lines), "its master", b)
    same(b.logged("ended"), 0, "ends")
    b.kill("TERM")
    b.ends(0)
