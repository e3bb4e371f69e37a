"""--success lists codes and signals that count as success; 0 always does."""
from lib import actor, same


def case(t):
    for option, end, code, instances in (("--success=3,TERM", "exit:3", 0, 1),
                                         ("--success=3,TERM", "die:TERM", 0, 1),
                                         ("--success=3,TERM", "exit:0", 0, 1),
                                         ("--success=3", "exit:4", 0, 2),
                                         ("--success=0,SIGUSR1", "die:USR1", 0, 1)):
        b = t.baton("--restart=on-failure", "--backoff=0", option,
                    actor("say:up gen:1 [", end, "]", "exit:3" if "3" in option else "exit:0"))
        b.ends(code)
        same(b.count("up"), instances, f"instances with {option} and {end}")
