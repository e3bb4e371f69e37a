"""As a subreaper the drain ends the processes below baton, however they left, and nobody else."""
from lib import NO_MARK, actor, same


def case(t):
    outsider = t.actor("report:TERM say:up pause")
    outsider.event("up")
    b = t.baton("--restart=always", "--drain=500ms",
                actor("daemon [ daemon [ say:orphan until:TERM say:asked ] ] daemon [",
                      "ignore:TERM say:orphan pause ] say:up pause"), pid1=False, world=[NO_MARK])
    orphans = [line.pid for line in b.events(2, "orphan")]
    b.event("up")
    b.kill("TERM")
    b.event("asked")
    b.ends(0)
    for number in orphans:
        b.gone(number)
    same((outsider.result, outsider.reports("TERM")), (None, 0),
         "a process that is not below baton")
