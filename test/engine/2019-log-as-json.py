"""--log-format=json: every line of the log that docker keeps is a JSON object; the transitions of a
killed child are among them."""
import json

from engine import Container, same

container = Container("--strategy=one-for-one", "--log-format=json", "+++", "-n", "a",
                      "--stdout=null", "/act", "catch", "TERM", "0", "wait")
container.until('"child": ?"a"')
same(container.stop(), 0, "the exit code")
lines = [json.loads(line) for line in container.logs()]
same({type(line) for line in lines}, {dict}, "what the lines are")
same({"level", "event"} <= set(lines[0]), True, "level and event are said")
