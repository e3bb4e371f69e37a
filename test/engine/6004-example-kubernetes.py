"""docker/kubernetes.yaml and docker/job.yaml: well-formed, under the restricted Pod Security Standard, with a
stop budget that fits the Pod's and baton's own exit codes; and both lines run as their Pods say."""
import json
import os

import debian
import docs
from engine import Container, Failed, found, run, same

try:
    import yaml
except ImportError as error:
    raise Failed("install Debian's package python3-yaml") from error

# What a Pod's settings come to in Docker.
RESTRICTED = ("--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--read-only")
TMP = ("--tmpfs", "/tmp")


def manifest(name, api, kind):
    with open(os.path.join(docs.DOCKER, name), encoding="utf-8") as file:
        found_there = yaml.safe_load(file)
    same((found_there["apiVersion"], found_there["kind"]), (api, kind), f"{name}'s kind")
    return found_there


def explained(container):
    same({type(word) for word in container["args"]}, {str}, "what the args are")
    result = docs.explain(*container["args"], environment={"KUBERNETES_SERVICE_HOST": "10.0.0.1"})
    same(result.code, 0, f"baton --explain: {result}")
    return json.loads(result.output)


def ask(container, *words):
    return container.exec(*words).output.strip()


debian.image()
image = docs.build("nonroot")

deployment = manifest("kubernetes.yaml", "apps/v1", "Deployment")
pod = deployment["spec"]["template"]
same(deployment["spec"]["selector"]["matchLabels"], pod["metadata"]["labels"], "the labels")
container, = pod["spec"]["containers"]
own, all_of_it = container["securityContext"], pod["spec"]["securityContext"]
same((own["allowPrivilegeEscalation"], own["capabilities"], own["readOnlyRootFilesystem"],
      all_of_it["runAsNonRoot"], all_of_it["seccompProfile"]),
     (False, {"drop": ["ALL"]}, True, True, {"type": "RuntimeDefault"}), "restricted")
plan = explained(container)
same(plan["grace_ms"] < pod["spec"]["terminationGracePeriodSeconds"] * 1000, True, "the budget fits")
user = f"{all_of_it['runAsUser']}:{all_of_it['runAsGroup']}"
running = Container(*container["args"], image=image, entrypoint=None,
                    options=["-e", "KUBERNETES_SERVICE_HOST=10.0.0.1", "-u", user, *RESTRICTED, *TMP])
running.follow().until_all(["Ready to accept connections", "start worker processes"])
same(ask(running, "redis-cli", "ping"), "PONG", "redis-cli")
found("Welcome to nginx", docs.page(running, 8080), "nginx's page")
same(running.stop(), 0, "the exit code of docker stop")

job = manifest("job.yaml", "batch/v1", "Job")
pod = job["spec"]["template"]["spec"]
container, = pod["containers"]
rule, = job["spec"]["podFailurePolicy"]["rules"]
restart, = container["restartPolicyRules"]
same((rule["action"], rule["onExitCodes"]["containerName"], rule["onExitCodes"]["operator"]),
     ("FailJob", container["name"], "In"), "the Job's rule")
same((pod["restartPolicy"], container["restartPolicy"], restart["action"]), ("Never", "Never", "Restart"),
     "what the rules want beside them")
explained(container)
result = run(*container["args"], image=image, entrypoint=None, options=[*RESTRICTED, *TMP])
same(result.code, 0, f"the import: {result}")
hopeless = rule["onExitCodes"]["values"]
same([run(*line, image=image, entrypoint=None).code in hopeless
      for line in (["--no-such-option"], ["/nowhere"], ["/etc/passwd"], ["sh", "-c", "exit 1"])],
     [True, True, True, False], "what is hopeless")
late = run("--restart=never", "--start-timeout=100ms", "+++", "--ready=fd:3", "sleep", "inf", image=image,
           entrypoint=None)
same(late.code in restart["exitCodes"]["values"], True, f"not ready in time: {late}")
