"""A command that is not there: 127; one that cannot be run: 126. Alone, and in a tree, where every
policy takes it as final."""
from engine import found, run, same

TREE = ("--strategy=one-for-one", "+++", "-n", "a", "--")

for line, code in ((("--", "/missing"), 127), (("--", "missing"), 127), (("--", "/tmp"), 126),
                   ((*TREE, "/missing"), 127), ((*TREE, "/tmp"), 126),
                   ((*TREE, "/act/not/a/directory"), 127),
                   (("+++", "--cwd=/missing", "/act", "exit", "0"), 126)):
    result = run(*line)
    same(result.code, code, f"the exit code of {' '.join(line)}: {result}")
    found("^baton: ", result.output, "the log says why")
