"""An image whose STOPSIGNAL is WINCH (httpd's): --signal=WINCH:shutdown makes docker stop an orderly
stop, in which the children get TERM."""
import os

from engine import Container, WORK, docker, same

docker("import", "-c", "STOPSIGNAL SIGWINCH", os.path.join(WORK, "scratch.tar"), "baton/winch")
container = Container("--strategy=one-for-one", "--signal=WINCH:shutdown", "+++", "-n", "a", "/act",
                      "catch", "TERM", "0", "catch", "WINCH", "-1", "say", "up", "wait",
                      image="baton/winch")
container.until("^up$")
same(container.stop(), 0, "the exit code")
same([line for line in container.logs() if line.startswith("got ")], ["got TERM"], "signals seen")
