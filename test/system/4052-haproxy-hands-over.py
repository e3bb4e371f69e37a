"""HAProxy in the background (-D), replaced by another that asks the old one to finish (-sf): with
--until=all each is followed by the next, without an end."""
from lib import PATH, child, installed, load, same

CONFIGURATION = """
global
  maxconn 10
defaults
  mode http
  timeout connect 9s
  timeout client 9s
  timeout server 9s
frontend web
  bind {dir}/socket
  http-request return status 200 content-type text/plain string served
"""
SCRIPT = "run='haproxy -D -f cfg -p pid' && $run && cat gate && exec $run -sf $(cat pid)"


def case(t):
    answer = load("4050-nginx-upgrades-itself").answer
    installed("haproxy", "haproxy")
    directory = t.directory("haproxy")
    t.file("haproxy/cfg", CONFIGURATION.format(dir=directory))
    gate = t.gate("haproxy/gate")
    b = t.baton(child("proxy", "--until=all", "--restart=always",
                      f"--cwd={directory}", ["/bin/sh", "-c", SCRIPT]),
                env={"PATH": PATH})
    b.log("spawned", gen=1)
    gate.open()
    main = b.log("main", gen=1)
    with open(f"{directory}/pid", encoding="ascii") as file:
        new = int(file.read())
    if main.pid != new:  # the old one had something to finish
        main = b.log("main", gen=1)
    same(main.pid, new, "the main process")
    same("served" in answer(f"{directory}/socket"), True, "an answer of the new one")
    same(b.logged("ended"), 0, "ends")
    b.kill("TERM")
    b.ends(0)
