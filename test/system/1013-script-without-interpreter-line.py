"""A file that the kernel cannot execute (ENOEXEC) is run once as /bin/sh FILE ARGS."""
from lib import same


def case(t):
    script = t.file("script", 'echo "args $1 $2 $#"\nexit 4\n', 0o755)
    b = t.run(script, "one", "two words")
    b.ends(4)
    same(b.out.text(), "args one two words 2\n", "what the script printed")
