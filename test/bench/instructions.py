"""Instructions in place of time: what no host disturbs, and what is the same each time.

The experiments that bear an emulated machine are done in one, with Debian's own kernel and one
processor. Its clock is the number of instructions: each is a nanosecond, and while there is nothing
to do it goes on to the next timer at once. So all that the tools measure as time is a count there, as
known.py shows with a loop. Two things are not as everywhere. `rep movs` and `rep stos` count once for
each step, so the kernel must not think that steps of one byte are fast: it would clear a page in 4,096
instructions. And nothing is random: no random instructions, no addresses by chance, a clock that
begins on a certain day. What it costs that memory is far away is in no count of instructions.
"""

import os
import shlex
import shutil
import subprocess
import tempfile

from experiments import MEMORY, named
from programs import Place, found

HERE = os.path.dirname(os.path.realpath(__file__))
CPU = "max,-rdrand,-rdseed,-erms,-fsrm"
MACHINE = ("-accel", "tcg", "-icount", "shift=0,sleep=off", "-M", "q35", "-cpu", CPU, "-m", "512M",
           "-rtc", "base=2026-01-01,clock=vm", "-nodefaults", "-no-user-config", "-display", "none",
           "-no-reboot")
ARCHITECTURE = "x86_64"  # the kernel's, and so that of the build
KERNEL_LINE = ("console=ttyS0 quiet panic=-1 no_timer_check clocksource=tsc tsc=reliable "
               "tsc_early_khz=1000000 nokaslr norandmaps random.trust_cpu=off")
TIMEOUT_S = 600
SEVERAL = "= "  # how a line begins that says of what the next ones are
FAILED = "! "

FOLDERS = ("bin", "dev", "proc", "sys")
SET_UP = """#!/bin/sh
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mkdir /dev/shm
mount -t tmpfs tmpfs /dev/shm
cd /dev/shm
took() {
  echo "= $1" >>said
  shift
  "$@" >out 2>err && cat out >>said || echo "! $(cat err)" >>said
}
"""
# Told when all is over: a console has work to do long after it got its text.
TEAR_DOWN = """cat said
poweroff -f
"""


def plan(experiments, programs, tools):
    """(experiment, program, command) in the order in which they are done"""
    for name, experiment in experiments.items():
        for _ in range(experiment.times):
            for program in programs.values():
                if experiment.takes(program):
                    yield name, program.name, experiment.command(program, Place(MEMORY, tools))


def script(steps):
    lines = (shlex.join(["took", f"{experiment}\t{program}", *command])
             for experiment, program, command in steps)
    return SET_UP + "\n".join(lines) + "\n" + TEAR_DOWN


def initramfs(work, build, text):
    """A root with busybox, and with the product and the tools where they are here, too."""
    root = os.path.join(work, "root")
    for folder in FOLDERS:
        os.makedirs(os.path.join(root, folder))
    tools = os.path.join(build, "test", "bench")
    here = [os.path.join(tools, name) for name in os.listdir(tools)]
    for path in (os.path.join(build, "baton"), *(one for one in here if is_program(one))):
        os.makedirs(root + os.path.dirname(path), exist_ok=True)
        shutil.copy(path, root + path)
    shutil.copy(found("busybox"), os.path.join(root, "bin", "busybox"))
    subprocess.run(["chroot", root, "/bin/busybox", "--install", "-s", "/bin"], check=True)
    with open(os.path.join(root, "init"), "w", encoding="utf-8", opener=as_program) as file:
        file.write(text)
    for name, minor in (("console", "5 1"), ("null", "1 3")):
        subprocess.run(["mknod", os.path.join(root, "dev", name), "c", *minor.split()], check=True)
    packed = os.path.join(work, "initramfs")
    subprocess.run("find . -exec touch --no-dereference --date=@0 {} + && find . -print0 | sort -z | "
                   f"cpio --quiet --null -o -H newc -R 0:0 --reproducible >{packed}",
                   shell=True, cwd=root, check=True)
    return packed


def is_program(path):
    return os.path.isfile(path) and os.access(path, os.X_OK)


def as_program(path, flags):
    return os.open(path, flags, 0o755)


def boot(work, packed):
    """What the machine said."""
    kernel = subprocess.run([os.path.join(HERE, "..", "machines", "kernel")], check=True, text=True,
                            stdout=subprocess.PIPE).stdout.strip()
    console = os.path.join(work, "console")
    subprocess.run(["qemu-system-x86_64", *MACHINE, "-serial", f"file:{console}", "-kernel", kernel,
                    "-initrd", packed, "-append", KERNEL_LINE], check=True, timeout=TIMEOUT_S,
                   stdin=subprocess.DEVNULL)
    with open(console, encoding="utf-8", errors="replace") as file:
        return file.read().splitlines()


def parts(console):
    """(experiment, program, the lines of it)"""
    said = None
    for line in console:
        if line.startswith(SEVERAL):
            if said:
                yield said
            said = (*line[len(SEVERAL):].split("\t"), [])
        elif said and line and not line.startswith("["):  # the kernel's last words
            said[2].append(line)
    if said:
        yield said


def take(samples, experiments, programs, build):
    """Adds to the samples what comes of it, or to the failures why nothing does."""
    if not experiments:
        return
    work = tempfile.mkdtemp(prefix="bench-")
    try:
        steps = plan(experiments, programs, os.path.join(build, "test", "bench"))
        console = boot(work, initramfs(work, build, script(steps)))
        for experiment, program, lines in parts(console):
            if any(line.startswith(FAILED) for line in lines):
                samples.failures.append(f"{experiment}, {program}: {' '.join(lines)}")
            else:
                samples.add(experiment, program, named(lines))
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        samples.failures.append(f"the emulated machine: {error}")
    finally:
        shutil.rmtree(work)
