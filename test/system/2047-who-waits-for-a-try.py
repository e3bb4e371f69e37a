"""--retry-after: who waits for the child stays pending until a try is ready, or a oneshot's has
succeeded; nobody is given up, not even an --optional one; a stop finds it pending."""
from lib import actor, child, same

RETRIED = "--max-restarts=1/1h", "--backoff=0", "--retry-after=10ms"


def case(t):
    for kind, works in (("--ready=fd:3", "say:up ready:3 pause"), ("--oneshot", "say:up exit:0")):
        for optional in ([], ["--optional"]):
            gate = t.gate(f"{kind}{len(optional)}")
            fails = actor(*[f"gen:{gen} [ exit:1 ]" for gen in range(1, 6)], f"gate:{gate.path}", works)
            b = t.baton("--strategy=one-for-one", "--auto-shutdown=all",
                        child("first", kind, optional, RETRIED, fails),
                        child("second", actor("say:up pause")),
                        child("third", "--after=none", actor("say:up pause")))
            b.log_until("ended", 5, child="first")
            same(b.logged("ended", child="first", next="retry"), 4, "ends that wait for a try")
            b.log("spawned", child="first", gen=6)
            b.event("up", name="third")
            same((b.count("up", name="second"), b.logged("give-up"), b.logged("dependency")),
                 (0, 0, 0), "second runs, gave up, failed")
            gate.open()
            b.event("up", name="first", gen=6)
            b.event("up", name="second")
            b.kill("TERM")
            b.ends(0)
    b = t.baton("--strategy=one-for-one", child("a", "--max-restarts=1/1h", "--backoff=0",
                                                "--retry-after=1h", actor("exit:1")),
                child("b", actor("say:up pause")))
    b.log("ended", child="a", next="retry", delay="1h")
    b.event("up", name="b")
    b.kill("TERM")
    b.ends(0)
