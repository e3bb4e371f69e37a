"""A child that ends with a code: the next instance is told the code, and no signal."""
from engine import Container, instances, same

container = Container("--restart=on-failure", "--strategy=one-for-one", "+++", "-n", "app", "--",
                      "/act", "env", "LIFECYCLE_", "first", "/tmp/second", "exit", "3")
# the first instance ends with 3; the second, whose file exists, with 0: finished, so is baton
same(container.wait(), 0, "the exit code")
told = instances(container.logs())
same(len(told), 2, "instances")
same((told[1]["PREV_EXIT"], told[1]["PREV_REASON"]), ("3", "exit"), "the first one's end")
same("PREV_SIGNAL" in told[1], False, "a signal is told of")
same(told[0]["RESUME_ID"], told[1]["RESUME_ID"], "the ResumeID")
