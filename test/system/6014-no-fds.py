"""With hardly any open files baton either works or says what it needs, and nothing hangs."""
from lib import actor, check


def case(t):
    seen = []
    for limit in range(3, 14):
        b = t.baton("--restart=never", "--start-timeout=9s", actor("say:up exit:5"),
                    world=[f"rlimit:NOFILE={limit}:{limit}"])
        code = b.ended()
        check(code in (5, 2, 123), f"with {limit} fds the code is {code}")
        if code != 5:
            check(b.err.text().strip(), f"with {limit} fds there is a message")
            check(b.count("up") == 0, f"with {limit} fds nothing was started")
        seen.append(code)
    check(seen[-1] == 5, f"it works with 13 fds: {seen}")
    t.note(f"codes from 3 fds on: {seen}")
