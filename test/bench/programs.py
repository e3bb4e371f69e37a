"""What is measured, and how each is told what to run.

A program is given a folder of its own, in memory, and makes there what it needs: service
directories, a configuration. Its children are COUNT times `stamp` with one option word
(stamp.c), or `handler`. Where a program does not pass its fd 1 on, the option names the file.
"""

import os
import shutil

CLASSIC = "classic"  # one child, whose end is the program's own
NAMED = "named"  # the same: baton by the name of another program, beside which it is measured
KNOWN = "known"  # not a figure but a known case (known.py)
SUPERVISOR = "supervisor"  # any number of children, which are restarted

RECORDS = "records"  # in the folder: what the children tell


class Program:
    """One row of the tables."""

    def __init__(self, name, kind, files, line):
        self.name = name
        self.kind = kind
        self.files = files  # what is installed of it: the size
        self._line = line

    def line(self, place, count, child="stamp", option=""):
        """The command, after what it needs is in the folder."""
        return self._line(place, count, [place.tool(child), *([option] if option else [])])

    def size(self):
        return sum(os.path.getsize(os.path.realpath(path)) for path in self.files)


class Place:
    """The folder of one measurement, and where our tools are."""

    def __init__(self, folder, tools):
        self.folder = folder
        self.tools = tools
        self.records = os.path.join(folder, RECORDS)

    def tool(self, name):
        return os.path.join(self.tools, name)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, text, mode=0o644):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path


def found(name):
    path = shutil.which(name, path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
    if path is None:
        raise FileNotFoundError(f"{name} is missing: scripts/setup bench")
    return path


def with_file(words):
    """stamp's option names the file of the records: fd 1 is not passed on."""
    option = words[1] if len(words) > 1 else "0"
    return [words[0], f"{option}:"]


# --- ours -----------------------------------------------------------------------------------------


def before(*words):
    """An init that takes its command as its last words."""
    return lambda place, count, child: [*words, *child]


def bare(path, *words):
    return lambda place, count, child: [path, *words, str(count), *child]


def baton_tree(path):
    # With time enough for a machine that is busy: no child is to be killed before it saw TERM.
    options = ["--strategy=one-for-one", "--stdout=inherit", "--backoff=0", "--max-restarts=unlimited",
               "--grace=200s"]

    def line(_, count, child):
        return [path, *options, *(word for _ in range(count) for word in ("+++", *child))]

    return line


# --- Debian's -------------------------------------------------------------------------------------


def service_directories(place, count, child):
    """COUNT directories with a `run`, the interpreter of which is the child."""
    for number in range(count):
        place.write(f"services/{number}/run", "#!" + " ".join(child) + "\n", 0o755)
    return place.path("services")


def s6(place, count, child):
    folder = service_directories(place, count, child)
    return [found("s6-svscan"), "-t0", "-c", str(max(count, 4)), folder]


def runit(place, count, child):
    return [found("runsvdir"), "-P", service_directories(place, count, child)]


def supervisor(place, count, child):
    program, option = with_file(child)
    place.write(
        "supervisord.conf",
        "[supervisord]\nnodaemon=true\nsilent=true\nlogfile=/dev/null\nlogfile_maxbytes=0\nuser=root\n"
        f"pidfile={place.path('pid')}\nminfds={4 * count + 1024}\nminprocs=1\n"
        f"[program:stamp]\ncommand={program} {option}{place.records}\nnumprocs={count}\n"
        "process_name=%(process_num)d\nstartsecs=0\nautorestart=true\n"
        "stdout_logfile=NONE\nstderr_logfile=NONE\n",
    )
    return [found("supervisord"), "-c", place.path("supervisord.conf")]


def busybox(place, count, child):
    """init wants its table in /etc, so it gets a root of its own."""
    program, option = with_file(child)
    os.makedirs(place.path("dev"), exist_ok=True)
    for path in (found("busybox"), program):
        shutil.copy(path, place.path(os.path.basename(path)))
    entry = f"::respawn:/{os.path.basename(program)} {option}/{RECORDS}"
    entries = (f"{entry} {number}\n" for number in range(count))  # equal ones would be one
    place.write("etc/inittab", "".join(entries))
    return [found("chroot"), place.folder, "/busybox", "init"]


def programs(build):
    """All of them: name -> program."""
    tools = os.path.join(build, "test", "bench")
    baton = os.path.join(build, "baton")

    def own(name):
        return os.path.join(tools, name)

    def classic(name, path, *words):
        return Program(name, CLASSIC, [path], before(path, *words))

    def named(name, *words):
        return Program(f"baton as {name}", NAMED, [baton],
                       before(os.path.join(build, "named", name), *words))

    def supervising(name, line, *files):
        return Program(name, SUPERVISOR, files, line)

    everything = (
        Program("slow", KNOWN, [own("slow")], before(own("slow"))),
        classic("init", own("init")),
        classic("forward", own("forward")),
        classic("baton", baton),
        classic("catatonit", found("catatonit")),
        classic("tini", found("tini"), "--"),
        classic("dumb-init", found("dumb-init"), "--"),
        named("catatonit"),
        named("tini", "--"),
        named("dumb-init", "--"),
        supervising("bare", bare(own("bare")), own("bare")),
        supervising("bare, forking", bare(own("bare"), "fork"), own("bare")),
        supervising("baton tree", baton_tree(baton), baton),
        supervising("s6", s6, found("s6-svscan"), found("s6-supervise")),
        supervising("runit", runit, found("runsvdir"), found("runsv")),
        supervising("supervisor", supervisor, found("supervisord")),
        supervising("busybox", busybox, found("busybox")),
    )
    return {program.name: program for program in everything}
