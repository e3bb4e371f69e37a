"""--user, --cwd, --env, --umask and --rlimit of a child in an image without /etc: ids by number."""
from engine import run, same

result = run("+++", "--user=1000:1001", "--cwd=/tmp", "--env=COLOUR=blue", "--unset-env=PATH",
             "--rlimit=nofile=77", "/act", "ids", "cwd", "env", "COLOUR", "env", "PATH", "touch",
             "/tmp/x")
same(result.code, 0, "the exit code")
lines = [line for line in result.output.splitlines() if not line.startswith("baton:")]
same([line.split(" ", 2)[-1] if line.startswith("ids") else line for line in lines],
     ["uid=1000 gid=1001 groups= name=", "cwd /tmp", "env COLOUR=blue", "env", "touch /tmp/x: ok"],
     "what the child saw")
