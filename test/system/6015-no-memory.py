"""With too little memory baton either works or ends with 123 and a message; nothing hangs."""
from lib import actor, check, child


def case(t):
    seen = []
    for kilobytes in (64, 128, 192, 256, 512, 1024, 4096):
        b = t.baton("--restart=never", "--start-timeout=9s", actor("say:up exit:5"),
                    world=[f"rlimit:AS={kilobytes * 1024}:{kilobytes * 1024}"])
        code = b.ended()
        # Below what the image itself needs the kernel ends the exec: no code of baton's.
        check(code in (5, 123, -9, -11, 99), f"with {kilobytes} KiB the code is {code}")
        if code == 123:
            check(b.err.text().strip(), "there is a message")
        seen.append(code)
    check(seen[-1] == 5, f"it works with 4 MiB: {seen}")
    t.note(f"codes from 64 KiB on: {seen}")
    # A plan that needs more than there is: nothing is started.
    crowd = [child(f"c{n}", actor("say:up", ["x" * 1000])) for n in range(1500)]
    b = t.baton(crowd, world=[f"rlimit:AS={2048 * 1024}:{2048 * 1024}"])
    b.ends(123)
    check(b.err.text().strip() and b.count("up") == 0, f"a message, and no start: {b.err.text()}")
