"""An image whose STOPSIGNAL is WINCH (httpd's): --signal=WINCH:shutdown makes docker stop an orderly
stop, in which the children get TERM."""
import os

from engine import Container, WORK, docker, same

directory = os.path.join(WORK, "winch")
os.mkdir(directory)
with open(os.path.join(directory, "Dockerfile"), "w", encoding="utf-8") as file:
    file.write("FROM baton/scratch\nSTOPSIGNAL SIGWINCH\n")
docker("build", "-t", "baton/winch", directory)
container = Container("--strategy=one-for-one", "--signal=WINCH:shutdown", "+++", "-n", "a", "/act",
                      "catch", "TERM", "0", "catch", "WINCH", "-1", "say", "up", "wait",
                      image="baton/winch")
container.until("^up$")
same(container.stop(), 0, "the exit code")
same([line for line in container.logs() if line.startswith("got ")], ["got TERM"], "signals seen")
