"""Help, license and version are what is asked for, on the stream that each program uses; a wrong
line is told on stderr, with 1."""
from lib import check, same

ASKED = (  # name, words, stream, part
    ("tini", ["-h"], 1, "supervision of a valid init process"),
    ("tini", ["-sh"], 1, "more verbose"),
    ("tini", ["-l"], 1, "MIT License"),
    ("dumb-init", ["-h"], 2, "Usage: dumb-init [option]"),
    ("dumb-init", ["--help"], 2, "--rewrite"),
    ("dumb-init", ["-cV"], 2, "dumb-init v1.2.5"),
    ("catatonit", ["-h"], 2, "usage: catatonit"),
    ("catatonit", ["-L"], 1, "MIT License"),
)
WRONG = (
    ("tini", [], "Usage: tini"),
    ("tini", ["--"], "Usage: tini"),
    ("tini", ["-x", "true"], "tini: invalid option -- 'x'\n"),
    ("tini", ["-p", "TERM", "true"], "Not a valid option for -p: TERM\n"),
    ("tini", ["-e", "256", "true"], "Not a valid option for -e: 256\n"),
    ("dumb-init", [], "Usage: dumb-init [option] program [args]\n"
                      "Try dumb-init --help for full usage.\n"),
    ("dumb-init", ["--yolo", "true"], "dumb-init: unrecognized option '--yolo'\n"),
    ("dumb-init", ["-r", "1:32", "true"], "Usage: -r option takes <signum>:<signum>"),
    ("catatonit", [], "usage: catatonit"),
    ("catatonit", ["--help"], "usage: catatonit"),
)


def case(t):
    for name, words, stream, part in ASKED:
        said = t.said(name, *words)
        same((said[0], said[3 - stream]), (0, ""), f"{name} {words}: code, the other stream")
        check(part in said[stream], f"{name} {words} says {part!r}: {said[stream]!r}")
    for name, words, part in WRONG:
        code, out, err = t.said(name, *words)
        same((code, out), (1, ""), f"{name} {words}: code, stdout")
        check(part in err, f"{name} {words} says {part!r}: {err!r}")
    same(t.said("dumb-init")[2], WRONG[5][2], "all that dumb-init says without a command")
    code, _, err = t.said("catatonit", "true", env={"CATATONIT_LOG": "1"})
    same((code, "CATATONIT_LOG" in err), (1, True), "catatonit with CATATONIT_LOG")
