"""When the child has ended, what is left gets TERM and the time to obey it; the code is kept."""
from lib import actor


def case(t):
    b = t.baton(actor("fork [ setsid say:ready until:TERM say:asked exit:9 ] daemon [ say:ready",
                      "until:TERM say:asked exit:8 ] until:USR1 exit:3"))
    b.events(2, "ready")
    b.kill("USR1")
    b.events(2, "asked")
    b.ends(3)
