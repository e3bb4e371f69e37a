"""--explain says which of the two it is; the way the line was written plays no part."""
from lib import check


def case(t):
    for words, classic in ((["x"], True), (["+++", "x"], True), (["--restart=never", "x"], True),
                           (["--grace=1s", "x"], True), (["-n", "y", "--ready=exec", "x"], True),
                           (["--restart=always", "x"], False),
                           (["--strategy=one-for-one", "--restart=never", "x"], False),
                           (["x", "+++", "y"], False), (["--oneshot", "x"], False),
                           (["--start-timeout=1s", "x"], False), (["--resume-id=x", "x"], False),
                           (["--ready=fd:3", "x"], False),
                           (["+++", "-n", "s/", "+++", "-n", "s/x", "x"], False)):
        b = t.run("--explain", words)
        b.ends(0)
        check(("classic" in b.out.text().lower()) == classic, f"{words}: {b.out.text()}")
