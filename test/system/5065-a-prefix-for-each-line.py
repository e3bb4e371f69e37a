"""README's way to see which child wrote a line: a sed that its own TERM does not end, so the last words arrive."""
import os
import pathlib
import re
import shlex

from lib import check


def case(t):
    readme = pathlib.Path(__file__).resolve().parents[2] / "README.md"
    line, = re.findall(r"^baton (.*sed -u.*)$", readme.read_text(), re.M)
    place = t.directory("place")
    t.file("place/web", f"#!/bin/sh\necho up\nread line <{place}/gate\necho last words\nexit 3\n", mode=0o755)
    t.file("place/api", "#!/bin/sh\nexec tail -f /dev/null\n", mode=0o755)
    os.mkfifo(f"{place}/gate")
    b = t.baton(shlex.split(line), world=["chdir:" + place])
    b.event("web:")
    with open(f"{place}/gate", "w") as gate:
        gate.write("go\n")
    b.log("ended", child="web", code="3")
    t.wait(lambda: [seen.text for seen in b.out.lines][:2] == ["web: up", "web: last words"], "the last words", b)
    b.log("spawned", child="web", gen="2")
    check(b.out.lines[0].text == "web: up", b.out.text())
    b.kill("TERM")
    b.ends(0)
