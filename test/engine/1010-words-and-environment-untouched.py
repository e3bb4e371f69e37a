"""A classic init passes the command's words and the environment on as they are."""
from engine import run, same

words = ("a", "", "b c", "$HOME", "--restart=always", "-x", "*", "ü")
result = run("--", "/act", "args", *words)
same(result.output.splitlines(), [f"arg '{word}'" for word in words], "the command's words")

result = run("--", "/act", "env", "LIFECYCLE_",
             options=["-e", "LIFECYCLE_RESUME_ID=outer", "-e", "LIFECYCLE_GENERATION=9"])
same(sorted(result.output.split()),
     ["LIFECYCLE_GENERATION=9", "LIFECYCLE_RESUME_ID=outer", "env"], "the environment")
