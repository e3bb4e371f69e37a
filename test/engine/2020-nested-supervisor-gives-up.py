"""A crash loop below a nested supervisor: it gives up, is restarted by its parent's strategy, gives
up again, and in the end the container ends with the crashing child's code; nothing else was
restarted on the way."""
from engine import Container, instances, same

container = Container("--strategy=one-for-one", "--backoff=0",
                      "+++", "-n", "good", "/act", "env", "LIFECYCLE_", "catch", "TERM", "0", "wait",
                      "+++", "-n", "jobs/", "--max-restarts=1/1m", "--strategy=one-for-one",
                      "+++", "-n", "jobs/bad", "/act", "env", "LIFECYCLE_", "exit", "9",
                      options=["--stop-timeout", "60"])
same(container.wait(), 9, "the exit code")
bad = instances(container.logs(), "jobs/bad")
# 1 + 1 restart in each life of jobs/, which has 1 + 5 lives
same(len(bad), 12, "instances of the crashing child")
same(len({each["RESUME_ID"] for each in bad}), 1, "its ResumeIDs")
same([each["GENERATION"] for each in bad], [str(i) for i in range(1, 13)], "its generations")
same(bad[0]["SUPERVISOR"], "jobs", "its supervisor")
same(len(instances(container.logs(), "good")), 1, "instances of the other")
