"""The table of src/doc/figures.md: scripts/bench --readme prints it, test/docs holds its shape."""

COLUMNS = ("reference", "baton", "catatonit", "tini", "dumb-init", "s6", "runit", "supervisor",
           "busybox")
SUPERVISORS = ("s6", "runit", "supervisor", "busybox")

US, MS, KIB, THOUSAND = (1e-3, "µs"), (1e-6, "ms"), (1, "KiB"), (1e-3, "k")

# (row, experiment with one child, sample, unit, experiment with a tree, sample of the tree)
CLASSIC_ROWS = (
    ("private dirty memory, one idle child", ("one", "private_dirty_kib"),
     ("1", "set_private_dirty_kib"), KIB),
    ("exec to the child's first instruction", ("one", "up_ns"), ("1", "up_ns"), US),
    ("the same in instructions", ("emulated one", "up_ns"), None, THOUSAND),
    ("CPU of both until then", ("one", "up_all_cpu_ns"), ("1", "up_all_cpu_ns"), US),
    ("an orphan of 2,000 a second: CPU of PID 1", ("paced", "per_cpu_ns"), None, US),
    ("2,000 orphans at once: the last one reaped", ("burst", "reaped_ns"), None, MS),
    ("a signal until the child's handler", ("signals", "handled_ns"), None, US),
)
TREE_ROWS = (
    ("a child's end until the next one's start", ("restart", "latency_ns"), US),
    ("that in instructions", ("emulated restart", "latency_ns"), THOUSAND),
    ("after 2 s of life", ("restart after 2 s", "latency_ns"), US),
    ("beside 1,000 idle children: CPU for it", ("beside 1000", "set_cpu_ns"), US),
    ("1,000 children: exec until all run", ("1000", "up_ns"), MS),
    ("1,000 children: TERM to end", ("1000", "down_ns"), MS),
    ("1,000 children: private dirty memory in all", ("1000", "set_private_dirty_kib"), KIB),
)
RESTARTS = 4  # the first of them are about a restart, the others about many children
# The rows in which the reference's vfork counts
STARTS = (("restart", "latency_ns"), ("restart after 2 s", "latency_ns"), ("1000", "up_ns"))
IDLE_ROW = "wake-ups in 20 s, one child"
FORKING = "With fork in place of vfork the reference takes {}, {} and {} in the three rows that start children."
PANELS = (("as an init, with one child", tuple(row[0] for row in CLASSIC_ROWS)),
          ("a restart", tuple(row[0] for row in TREE_ROWS[:RESTARTS])),
          ("1,000 children", tuple(row[0] for row in TREE_ROWS[RESTARTS:])))
ROWS = (*(row[0] for row in CLASSIC_ROWS), *(row[0] for row in TREE_ROWS), IDLE_ROW)


def with_unit(figure, unit):
    factor, name = unit
    figure *= factor
    return f"{figure:,.0f} {name}" if figure >= 10 else f"{figure:,.1f} {name}"


def cells(samples, reason, unit, wanted):
    """The reference's figure, and the others' as a multiple of it."""
    figures = [
        None if where is None or reason(who, *where) else samples.median(where[0], who, where[1])
        for who, where in wanted
    ]
    if not figures[0]:
        return [""] * len(figures)
    return [with_unit(figures[0], unit)] + [
        "" if figure is None else f"{figure / figures[0]:,.2f}×" for figure in figures[1:]
    ]


def rows(samples, reason):
    for name, one, tree, unit in CLASSIC_ROWS:
        reference = "forward" if one[0] == "signals" else "init"
        inits = [(who, one) for who in (reference, "baton", "catatonit", "tini", "dumb-init")]
        yield name, cells(samples, reason, unit, inits + [(who, tree) for who in SUPERVISORS])
    for name, tree, unit in TREE_ROWS:
        none = [("catatonit", None), ("tini", None), ("dumb-init", None)]
        wanted = [("bare", tree), ("baton tree", tree), *none, *((who, tree) for who in SUPERVISORS)]
        yield name, cells(samples, reason, unit, wanted)
    idle = [samples.median("idle", "init" if who == "reference" else who, "set_switches")
            for who in COLUMNS]
    yield IDLE_ROW, ["" if count is None else f"{count:.0f}" for count in idle]


def forking(samples):
    """What of those rows is the fork's, or nothing if it was not measured."""
    pairs = [[samples.median(where, who, name) for who in ("bare", "bare, forking")]
             for where, name in STARTS]
    if all(base and figure for base, figure in pairs):
        yield FORKING.format(*(f"{figure / base:.2f}×" for base, figure in pairs))


def markdown(samples, reason):
    yield "| | " + " | ".join(COLUMNS) + " |"
    yield "|---|" + "---:|" * len(COLUMNS)
    for name, texts in rows(samples, reason):
        yield f"| {name} | " + " | ".join(texts) + " |"
    yield ""
    yield from forking(samples)


def rows_of(text):
    """The rows of a table that was printed before."""
    for line in text.splitlines():
        name, *cells_of_row = [cell.strip() for cell in line.strip("|").split("|")]
        if name in ROWS:
            yield name, cells_of_row
