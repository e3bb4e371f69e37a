"""--success and -e: a code or a signal that counts as success becomes 0 for docker."""
from engine import Container, run, same

same(run("--success=3,TERM", "--", "/act", "exit", "3").code, 0, "--success=3")
same(run("--success=3,TERM", "--", "/act", "raise", "TERM").code, 0, "--success=TERM")
same(run("--success=3", "--", "/act", "exit", "4").code, 4, "another code")

container = Container("-e", "143", "--", "/act", "say", "up", "hold")
container.until("^up$")
same(container.stop(), 0, "docker stop of a child that TERM ends, with -e 143")
