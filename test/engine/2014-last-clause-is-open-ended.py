"""An ENTRYPOINT that ends in an open clause takes the image's CMD, or docker run's words, as that
child's command: a '+++' among them is the child's."""
import json
import os

from engine import WORK, client, docker, same

ENTRYPOINT = ["/baton", "+++", "-n", "sidecar", "/act", "catch", "TERM", "0", "wait", "+++", "-n",
              "main", "--argc=all", "--"]

docker("import", "-c", f"ENTRYPOINT {json.dumps(ENTRYPOINT)}", "-c",
       f"CMD {json.dumps(['/act', 'say', 'the default', 'exit', '3'])}",
       os.path.join(WORK, "scratch.tar"), "baton/entrypoint")
result = client("docker", "run", "--rm", "--network", "none", "baton/entrypoint")
same(("the default" in result.output, result.code), (True, 3), "with CMD")
result = client("docker", "run", "--rm", "--network", "none", "baton/entrypoint", "/act", "say",
                "+++", "exit", "5")
same(("+++" in result.output.splitlines(), result.code), (True, 5), "with docker run's words")
