"""As root in a container, with the capabilities that an engine gives: what is exec'd there reads PID 1's
environment and memory, and with --private neither; it is stopped as usual."""
import debian
from engine import BATON, Container, found, same

debian.image()
for option, code in ((), 0), (("--private",), 1):
    container = Container(*option, "--restart=always", "+++", "--name=a", "sleep", "inf", "+++", "--name=b",
                          "sleep", "inf", image=debian.IMAGE, entrypoint="/baton",
                          options=["-e", "TOKEN=secret", "-v", f"{BATON}:/baton"])
    container.until("event=up supervisor=/")
    environment = container.exec("cat", "/proc/1/environ")
    same((environment.code, "TOKEN=secret" in environment.output), (code, code == 0), f"environ, {option}")
    same(container.exec("readlink", "/proc/1/fd/2").code, code, f"fds, {option}")
    same(container.exec("sh", "-c", "exec 3</proc/1/mem").code != 0, code != 0, f"memory, {option}")
    found(r"\(2 children\)", container.exec("cat", "/proc/1/cmdline").output, "what everybody sees")
    same(container.stop(), 0, "the exit code of docker stop")
