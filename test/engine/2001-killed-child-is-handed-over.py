"""A child that is killed inside the container comes back: the same ResumeID, the next generation,
and the next instance is told how the last one ended."""
from engine import Container, instances, same

container = Container("--strategy=one-for-one", "+++", "-n", "app", "--", "/act", "env",
                      "LIFECYCLE_", "ids", "catch", "TERM", "0", "say", "up", "wait")
for generation in range(1, 4):
    pid = container.until(r"^ids pid=(\d+) ")[1]
    container.until("^up$")
    if generation < 3:
        container.end(pid)
same(container.stop(), 0, "the exit code")

told = instances(container.logs())
same([each["GENERATION"] for each in told], ["1", "2", "3"], "generations")
same(len({each["RESUME_ID"] for each in told}), 1, "ResumeIDs")
same(len(told[0]["RESUME_ID"]), 36, "the ResumeID's length")
same(len({each["EPOCH"] for each in told}), 1, "epochs")
same([key for key in told[0] if key.startswith("PREV_")], [], "what the first is told of a last")
same([each["CAUSE"] for each in told], ["start", "restart", "restart"], "causes")
for each in told[1:]:
    same((each["PREV_EXIT"], each["PREV_SIGNAL"], each["PREV_REASON"]),
         ("-1", "SIGKILL", "signal"), "the last instance's end")
    same(int(each["PREV_UPTIME_MS"]) >= 0, True, "its uptime is a number")
