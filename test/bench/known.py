"""Known cases: what the measuring programs must find of `slow` (slow.c), which is slow and large by
known amounts, and of `forward` and `bare`, whose calls can be counted by reading them. Only what noise cannot
break is asked for: no less time than is known to be spent, and counts."""

DELAY_NS = 500_000
DIRTY_KIB = 1024
ORPHANS = 2000

# (experiment, program, sample, at least, at most)
KNOWN = (
    ("one", "slow", "up_ns", DELAY_NS, None),
    ("one", "slow", "up_all_cpu_ns", DELAY_NS, None),
    ("one", "slow", "exit_ns", DELAY_NS, None),
    ("one", "slow", "private_dirty_kib", DIRTY_KIB, DIRTY_KIB + 64),
    ("one", "slow", "up_faults", DIRTY_KIB / 4, None),
    ("burst", "slow", "per_cpu_ns", DELAY_NS, None),
    ("burst", "slow", "reaped_ns", DELAY_NS * ORPHANS, None),
    ("burst zombies", "slow", "most_zombies", ORPHANS * 0.5, ORPHANS),
    ("signals", "slow", "handled_ns", DELAY_NS, None),
    ("signals", "slow", "per_cpu_ns", DELAY_NS, None),
    ("signals counted", "forward", "per_syscalls", 2, 2),  # sigwaitinfo, kill
    # sigwaitinfo, waitpid, vfork, waitpid; the child needs a page of its program and one of its stack.
    ("restart counted", "bare", "per_syscalls", 4, 4),
    ("beside 1000 counted", "bare", "per_syscalls", 4, 4),
    ("restart", "bare", "child_faults", 2, None),
    ("beside 1000", "bare", "child_faults", 2, None),
    # A loop of 1,000,000 times two instructions, and the look at the clock.
    ("emulated loop", "slow", "counted", 2_000_000, 2_000_200),
    # A stop counts only if each child saw TERM.
    *((str(count), program, "down_seen", count, count)
      for count in (1, 100, 1000, 10_000) for program in ("bare", "baton tree")),
)


def needed(name, program):
    """Whether a known case is made of it."""
    return any(case[:2] == (name, program) for case in KNOWN)


def complaints(samples, wanted):
    """(what was looked at, what is wrong with it or nothing)"""
    for experiment, program, name, least, most in KNOWN:
        if experiment not in wanted or program in wanted[experiment].without:
            continue
        what = f"a known case: {name} of {program}, {experiment}"
        found = samples.median(experiment, program, name)
        if found is None:
            yield what, "could not be taken"
        elif found < least or (most is not None and found > most):
            yield what, f"{found:g} is not between {least:g} and {most or 'any number'}"
        else:
            yield what, None
