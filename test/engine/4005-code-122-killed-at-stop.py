"""A stop was asked for and a child had to be killed: 122, also when others ended well; 0 when what
had to be killed was no child's main process."""
from engine import Container, same

deaf = Container("--strategy=one-for-one", "--grace=500ms", "+++", "-n", "a", "/act", "ignore",
                 "TERM", "say", "up", "hold")
deaf.until("^up$")
deaf.kill("TERM")
same(deaf.wait(), 122, "the exit code")

stray = Container("--strategy=one-for-one", "--grace=1s", "+++", "-n", "a", "/act", "ignore", "TERM",
                  "stray", "fork", "1", "catch", "TERM", "0", "say", "up", "wait")
stray.until("^up$")
stray.kill("TERM")
same(stray.wait(), 0, "the exit code when only strays were killed")
