"""docker/kubernetes.yaml: a well-formed Deployment whose args are a line that baton understands, with
a stop budget that fits the Pod's; and the line runs."""
import json
import os

import debian
import docs
from engine import Container, Failed, same

try:
    import yaml
except ImportError as error:
    raise Failed("install Debian's package python3-yaml") from error

with open(os.path.join(docs.DOCKER, "kubernetes.yaml"), encoding="utf-8") as file:
    deployment = yaml.safe_load(file)
same((deployment["apiVersion"], deployment["kind"]), ("apps/v1", "Deployment"), "the kind")
pod = deployment["spec"]["template"]
same(deployment["spec"]["selector"]["matchLabels"], pod["metadata"]["labels"], "the labels")
container, = pod["spec"]["containers"]
same(container["command"], ["baton"], "the command")
same({type(word) for word in container["args"]}, {str}, "what the args are")

explained = docs.explain(*container["args"], environment={"KUBERNETES_SERVICE_HOST": "10.0.0.1"})
same(explained.code, 0, f"baton --explain: {explained}")
plan = json.loads(explained.output)
grace = plan["grace_ms"] if "grace_ms" in plan else plan["grace"]
same(grace < pod["spec"]["terminationGracePeriodSeconds"] * 1000, True, f"the budget, {grace} ms")

debian.image()
running = Container(*container["args"], image=docs.build("two-services"), entrypoint="baton",
                    options=["-e", "KUBERNETES_SERVICE_HOST=10.0.0.1"])
running.follow().until_all(["Ready to accept connections", "start worker processes"])
same(running.stop(), 0, "the exit code of docker stop")
