#!/usr/bin/env python3
"""test/bench/heal.py BATON [ROUNDS | --quick]: two bad days, under baton and under supervisord.

As root, with Debian's nginx and supervisor. Each, in namespaces of its own, runs nginx with two workers;
its master is killed (KILL) and leaves them with the port. For baton: the time from then until an answer
comes from a worker that was not there before, median of ROUNDS (20). For supervisord: what becomes of it
within a minute. Then a program that ends with 7 each time. Prints a line for each; README.md and
src/doc/figures.md have them. --quick: the suite's, which holds baton to what it says of it, in one round.
"""

import ctypes
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

CLONE_NEWNET = 0x40000000
PORT = 8080
DEADLINE_S = 60
WATCHED_S = 60     # supervisord
AFTER_FATAL_S = 10  # the same
NGINX = """daemon off; worker_processes 2; pid {place}/nginx.pid; error_log {place}/error.log;
events {{}}
http {{ access_log off; server {{ listen 127.0.0.1:{port}; location / {{ return 200 $pid; }} }} }}
"""
SUPERVISOR = """[supervisord]
nodaemon=true
user=root
logfile={place}/supervisord.log
pidfile={place}/supervisord.pid
[program:app]
command={command}
autorestart=true
"""


def write(place, name, text, command=""):
    with open(os.path.join(place, name), "w", encoding="utf-8") as file:
        file.write(text.format(place=place, port=PORT, command=command))


def read(place, name):
    try:
        with open(os.path.join(place, name), encoding="utf-8", errors="replace") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def answer():
    """The worker that answers, or None: nobody does."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=5) as page:
            return int(page.read())
    except (OSError, urllib.error.URLError):
        return None


def until(condition):
    limit = time.monotonic() + DEADLINE_S
    while time.monotonic() < limit:
        found = condition()
        if found:
            return found
    raise TimeoutError("it did not come to that in time")


def start(words):
    return subprocess.Popen(["setpriv", "--pdeathsig=KILL", "unshare", "--pid", "--fork", "--mount-proc", "--kill-child", *words],
                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def end(runner):
    """With everything in its namespace."""
    runner.kill()
    runner.wait()
    until(lambda: answer() is None)


def workers(master):
    with open(f"/proc/{master}/task/{master}/children", encoding="ascii") as file:
        return [int(pid) for pid in file.read().split()]


def master_of(runner):
    """nginx's master, as this namespace counts: unshare's child is PID 1, whose child it is."""
    init = workers(runner.pid)
    below = workers(init[0]) if init else []
    return below[0] if below and len(workers(below[0])) == 2 else None


def kill_master(runner):
    """Returns when it was done, and the workers that it leaves, as their own namespace counts."""
    master = until(lambda: answer() and master_of(runner))
    old = {int(line.split()[-1]) for pid in workers(master)
           for line in open(f"/proc/{pid}/status", encoding="ascii") if line.startswith("NSpid:")}
    os.kill(master, signal.SIGKILL)
    return time.monotonic(), old


def with_baton(baton, place):
    runner = start([baton, "--strategy=one-for-one", "+++", "nginx", "-c", f"{place}/nginx.conf"])
    killed, old = kill_master(runner)
    until(lambda: (answer() or min(old)) not in old)
    took = time.monotonic() - killed
    end(runner)
    return took * 1000


def with_supervisord(place):
    write(place, "supervisord.conf", SUPERVISOR, f"nginx -c {place}/nginx.conf")
    runner = start(["supervisord", "-c", f"{place}/supervisord.conf"])
    _, old = kill_master(runner)
    try:
        runner.wait(WATCHED_S)
        runs = False
    except subprocess.TimeoutExpired:
        runs = True
    still = answer() in old
    end(runner)
    refused = read(place, "error.log").count("still could not bind()")
    return (f"supervisord: after {WATCHED_S} s {'the old workers answer' if still else 'others answer, or nobody'}; "
            f"{refused} new masters could not have the port; supervisord {'runs on' if runs else 'has ended'}")


def code_of_seven(baton, command):
    return start([baton, "--strategy=one-for-one", "--max-restarts=3/10s", "+++", *command]).wait(DEADLINE_S)


def ending_with_seven(baton, place):
    command = ["sh", "-c", "exit 7"]
    yield f"baton --max-restarts=3/10s: ends with {code_of_seven(baton, command)}"
    write(place, "supervisord.conf", SUPERVISOR, "sh -c 'exit 7'")
    os.unlink(os.path.join(place, "supervisord.log"))
    runner = start(["supervisord", "-c", f"{place}/supervisord.conf"])
    until(lambda: "entered FATAL state" in read(place, "supervisord.log"))
    try:
        yield f"supervisord: FATAL, then ends with {runner.wait(AFTER_FATAL_S)}"
    except subprocess.TimeoutExpired:
        yield f"supervisord: FATAL, and {AFTER_FATAL_S} s later it still runs"
    end(runner)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        sys.exit("heal: no network namespace: run it as root")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with tempfile.TemporaryDirectory() as place:
        write(place, "nginx.conf", NGINX)
        if sys.argv[2:] == ["--quick"]:
            healed, code = with_baton(sys.argv[1], place), code_of_seven(sys.argv[1], ["sh", "-c", "exit 7"])
            print(f"{'ok  ' if code == 7 else 'FAIL'}  healed after {healed:.0f} ms, ended with {code}")
            sys.exit(code != 7)
        times = [with_baton(sys.argv[1], place) for _ in range(int(sys.argv[2]) if sys.argv[2:] else 20)]
        print(f"baton: new workers answer after {statistics.median(times):.0f} ms "
              f"({min(times):.0f} to {max(times):.0f}, {len(times)} rounds)")
        os.truncate(os.path.join(place, "error.log"), 0)
        print(with_supervisord(place))
        print("\n".join(ending_with_seven(sys.argv[1], place)))


main()
