"""A kernel that refuses what baton cannot do without: 123, and one line that says what it was."""
from engine import found, run, same, seccomp

result = run("--", "/act", "say", "started",
             options=seccomp("no-epoll", ["epoll_create1", "epoll_create"]))
same(result.code, 123, "the exit code")
found("^baton: .*events", result.output, "the message")
same("started" in result.output, False, "the child was started")
