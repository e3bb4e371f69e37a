"""No word makes a line hold a control character: neither as text, nor under another name."""
import json

from lib import actor, check, child, same

ODD = "/x" + "".join(map(chr, [*range(1, 32), 127, *range(0x80, 0xa0)])) + "\udcff\udc9b\u00e9"


def controls(text):
    return sorted({c for c in text if ord(c) < 32 and c != "\n" or 127 <= ord(c) < 160})


def case(t):
    odd = "--argc=1"  # blanks are among the bytes
    for words in (([odd, [ODD]], actor("exit:0")),
                  ([odd, [ODD * 10]], ["--cwd=" + ODD, actor("exit:0")])):
        for form in "text", "json":
            b = t.baton(f"--log-format={form}", "--log-level=debug", "--restart=always",
                        *(child(f"a{i}", "--optional", *command) if command[0][0] == "-" else
                          child(f"a{i}", "--optional", command) for i, command in enumerate(words)),
                        child("last", "--after=none", actor("say:up pause")))
            b.event("up")
            b.log_until("ended", 1) if form == "text" else b.says('"ended"')
            b.kill("TERM")
            b.ends(0)
            same(controls(b.err.text()), [], f"{form}: {b.err.text()!r}")
            if form == "json":
                check(all(json.loads(line.text) for line in b.err.lines), b.err.text())
    for name in "tini", "dumb-init", "catatonit":
        _, _, err = t.said(name, "-v" if name != "catatonit" else "--", ODD)
        check("x" in err, f"{name}: {err!r}")
        same(controls(err), [], f"{name}: {err!r}")
