"""A wrong line: exit 2, one message that names the word, its index and a suggestion; nothing starts."""
from engine import found, run, same

result = run("--restrat=always", "/act", "say", "started")
same(result.code, 2, "the exit code")
same(len(result.output.splitlines()), 1, "lines")
found(r"^baton: word 1: .*--restrat.*did you mean --restart", result.output, "the message")

result = run("--fdstore=1", "/act", "say", "started")
same(result.code, 2, "the exit code of an option of a later version")
found("not in this version", result.output, "the message")

result = run()
same(result.code, 2, "the exit code of an empty line")
