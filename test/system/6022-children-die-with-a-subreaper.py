"""As a subreaper baton's own death by KILL takes its children with it (PDEATHSIG)."""
from lib import actor, child


def case(t):
    b = t.baton("--restart=always", child("a", actor("ignore:TERM say:up pause")),
                child("b", actor("say:up pause")), pid1=False)
    numbers = [line.pid for line in b.events(2, "up")]
    b.kill("KILL")
    b.ends(-9)
    for number in numbers:
        b.gone(number)
