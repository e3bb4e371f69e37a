"""The tables: which figure is made of which sample, and why a cell is empty."""

ONE_CHILD = "it has one child"
HELPERS = "a restart is the work of its helper, which is not PID 1"

# (program, beginning of an experiment, name of a sample) -> why there is none
NONE = {
    **{(name, "idle 1000", ""): ONE_CHILD for name in
       ("init", "forward", "baton", "catatonit", "tini", "dumb-init")},
    **{("runit", "", name): "runsvdir does not wait for its children: with it the namespace ends"
       for name in ("down_ns", "down_seen")},
    **{(name, "restart", "per_syscalls"): HELPERS for name in ("s6", "runit")},
    ("supervisor", "beside", ""): "a minute to start 1,000 of them: not measured",
    **{(name, "beside", "per_syscalls"): "only those that start 1,000 at once are traced"
       for name in ("bare, forking", "s6", "runit", "busybox")},
    ("init", "one asked", ""): "as PID 1 it does not see TERM",
    ("runit", "10000", ""): "runsvdir takes 1,000 at most",
    **{(name, "10000", ""): "minutes and gigabytes: not measured"
       for name in ("s6", "supervisor", "busybox")},
    ("bare, forking", "10000", ""): "what a fork costs is seen with 1,000",
    **{(name, "restart without /proc", ""): "it looks for nothing in /proc when it restarts"
       for name in ("s6", "runit", "supervisor", "busybox")},
}


def reason(program, experiment, name):
    """Why this cell is empty, or None if it must not be."""
    for (who, where, which), why in NONE.items():
        here = where in ("", experiment, experiment.split()[0])
        if who == program and here and which in ("", name):
            return why
    return None


def leave_out(wanted, why):
    """Declares cells as not measured in this run: (experiment, program) each."""
    for experiment, program in wanted:
        NONE[(program, experiment, "")] = why


US = (1e-3, "µs", 1)
MS = (1e-6, "ms", 1)
KIB = (1, "KiB", 0)
PLAIN = (1, "", 2)
WHOLE = (1, "", 0)
THOUSAND = (1e-3, "k", 1)


class Column:
    """One figure of all programs of a table."""

    def __init__(self, head, experiment, name, unit):
        self.head = head
        self.experiment = experiment
        self.name = name
        self.factor, self.unit, self.digits = unit

    def of(self, samples, program):
        number = samples.median(self.experiment, program, self.name)
        if reason(program, self.experiment, self.name):
            return None
        return None if number is None else number * self.factor


class Table:
    """Rows are programs; ratios are those to the row `reference`."""

    def __init__(self, title, reference, rows, columns, ratios=True):
        self.title = title
        self.reference = reference
        self.rows = rows
        self.columns = columns
        self.ratios = ratios

    def markdown(self, samples):
        yield f"| {self.title} | " + " | ".join(column.head for column in self.columns) + " |"
        yield "|---|" + "---:|" * len(self.columns)
        for row in self.rows:
            cells = (self.cell(column, samples, row) for column in self.columns)
            yield f"| {row} | " + " | ".join(cells) + " |"
        yield ""
        yield from self.reasons()

    def reasons(self):
        """Why cells are empty, each reason once."""
        cells = ((row, reason(row, column.experiment, column.name))
                 for row in self.rows for column in self.columns)
        said = sorted({f"{row}: {why}" for row, why in cells if why})
        if said:
            yield f"Empty: {'; '.join(said)}."
            yield ""

    def complaints(self, samples, wanted):
        """(what was looked at, what is wrong with it or nothing), for each cell that was wanted"""
        for row in self.rows:
            for column in (one for one in self.columns if one.experiment in wanted):
                missing = column.of(samples, row) is None
                declared = reason(row, column.experiment, column.name)
                what = f"{self.title}: {column.head}, {row}"
                yield what, "could not be taken" if missing and not declared else None

    def cell(self, column, samples, row):
        figure = column.of(samples, row)
        if figure is None:
            return ""
        text = f"{figure:,.{column.digits}f} {column.unit}".strip()
        base = column.of(samples, self.reference)
        return f"{text} · {figure / base:.2f}×" if self.ratios and base else text


INITS = ("init", "baton", "catatonit", "tini", "dumb-init")
FORWARDING = ("forward", "baton", "catatonit", "tini", "dumb-init")
NAMES = ("catatonit", "tini", "dumb-init")
TREES = ("bare", "bare, forking", "baton tree", "s6", "runit", "supervisor", "busybox")

TABLES = (
    Table("one child: counts of PID 1", "init", INITS, [
        Column("system calls to start", "one counted", "up_syscalls", WHOLE),
        Column("page faults to start", "one", "up_faults", WHOLE),
        Column("context switches to start", "one", "up_switches", WHOLE),
    ], ratios=False),
    Table("one child", "init", INITS, [
        Column("private dirty memory, idle", "one", "private_dirty_kib", KIB),
        Column("Pss, idle", "one", "pss_kib", KIB),
        Column("exec to the child's first instruction", "one", "up_ns", US),
        Column("CPU of both", "one", "up_all_cpu_ns", US),
        Column("the child's end to its own", "one", "exit_ns", US),
        Column("TERM to its end", "one asked", "down_ns", US),
    ]),
    Table("an orphan: counts of PID 1", "init", INITS, [
        Column("system calls, paced", "paced counted", "per_syscalls", PLAIN),
        Column("context switches, paced", "paced", "per_switches", PLAIN),
        Column("context switches, burst", "burst", "per_switches", (1, "", 4)),
        Column("most zombies at once, paced", "paced zombies", "most_zombies", WHOLE),
        Column("most zombies at once, burst", "burst zombies", "most_zombies", WHOLE),
    ], ratios=False),
    Table("2,000 orphans", "init", INITS, [
        Column("CPU of PID 1 each, 2,000 a second", "paced", "per_cpu_ns", US),
        Column("CPU of PID 1 each, all at once", "burst", "per_cpu_ns", US),
        Column("all at once: the last one reaped", "burst", "reaped_ns", MS),
        Column("the child's end to its own meanwhile", "exit in a storm", "exit_ns", US),
    ]),
    Table("a signal: counts of PID 1", "forward", FORWARDING, [
        Column("system calls", "signals counted", "per_syscalls", PLAIN),
        Column("page faults", "signals", "per_faults", PLAIN),
        Column("context switches", "signals", "per_switches", PLAIN),
    ], ratios=False),
    Table("a signal, on one CPU", "forward", FORWARDING, [
        Column("kill until the child's handler", "signals", "handled_ns", US),
        Column("CPU of PID 1", "signals", "per_cpu_ns", US),
    ]),
    *(Table(f"the same name: {name}", name, (name, f"baton as {name}"), [
        Column("private dirty memory, idle", "one", "private_dirty_kib", KIB),
        Column("exec to the child's first instruction", "one", "up_ns", US),
        Column("CPU of both", "one", "up_all_cpu_ns", US),
        Column("the child's end to its own", "one", "exit_ns", US),
        Column("CPU for an orphan of 2,000 a second", "paced", "per_cpu_ns", US),
        Column("2,000 at once: the last one reaped", "burst", "reaped_ns", MS),
        Column("wake-ups in 20 s", "idle", "switches", WHOLE),
    ]) for name in NAMES),
    *(Table(title, "bare", TREES, [
        Column("system calls of PID 1", f"{experiment} counted", "per_syscalls", PLAIN),
        Column("page faults", experiment, "set_faults", PLAIN),
        Column("of the child until its first instruction", experiment, "child_faults", PLAIN),
        Column("voluntary context switches", experiment, "set_voluntary", PLAIN),
        Column("involuntary ones", experiment, "set_involuntary", PLAIN),
    ], ratios=False) for title, experiment in (
        ("a restart: counts of PID 1 and its helpers", "restart"),
        ("a restart beside 1,000 idle children: counts", "beside 1000"))),
    Table("a restart", "bare", TREES, [
        Column("end to next first instruction", "restart", "latency_ns", US),
        Column("CPU of PID 1 and its helpers", "restart", "set_cpu_ns", US),
        Column("again and again: each", "restart rate", "each_ns", US),
        Column("while 2,000 orphans a second end", "restart in a storm", "latency_ns", US),
        Column("slowest of them", "restart in a storm", "slowest_ns", US),
        Column("CPU of PID 1 beside 2,000 processes", "restart in a crowd", "per_cpu_ns", US),
        Column("CPU of PID 1 without /proc", "restart without /proc", "per_cpu_ns", US),
        Column("after 2 s of life", "restart after 2 s", "latency_ns", US),
    ]),
    Table("a restart beside 1,000 idle children", "bare", TREES, [
        Column("end to next first instruction", "beside 1000", "latency_ns", US),
        Column("CPU of PID 1", "beside 1000", "per_cpu_ns", US),
        Column("CPU of its helpers too", "beside 1000", "set_cpu_ns", US),
    ]),
    *(Table(f"{count} {'child' if count == '1' else 'children'}", "bare", TREES, [
        Column("exec until all run", count, "up_ns", MS),
        Column("CPU in all until then", count, "up_all_cpu_ns", MS),
        Column("CPU of PID 1", count, "up_cpu_ns", MS),
        Column("page faults of PID 1", count, "up_faults", WHOLE),
        Column("private dirty memory of PID 1", count, "private_dirty_kib", KIB),
        Column("of its helpers too", count, "set_private_dirty_kib", KIB),
        Column("Pss of PID 1 and its helpers", count, "set_pss_kib", KIB),
        Column("TERM to end", count, "down_ns", MS),
        Column("children that saw TERM", count, "down_seen", WHOLE),
    ]) for count in ("1", "100", "1000", "10000")),
    Table("instructions, with one child", "init", ("init", "baton"), [
        Column("exec to the child's first", "emulated one", "up_ns", THOUSAND),
        Column("of both until then, in their own name", "emulated one", "up_all_cpu_ns", THOUSAND),
        Column("the child's end to its own", "emulated one", "exit_ns", THOUSAND),
    ]),
    Table("instructions for a signal", "forward", ("forward", "baton"), [
        Column("kill until the child's handler", "emulated signals", "handled_ns", THOUSAND),
        Column("of PID 1", "emulated signals", "per_cpu_ns", THOUSAND),
    ]),
    Table("instructions for a restart", "bare", ("bare", "bare, forking", "baton tree"), [
        Column("end to next first", "emulated restart", "latency_ns", THOUSAND),
        Column("of PID 1", "emulated restart", "per_cpu_ns", THOUSAND),
        Column("from one start to the next", "emulated restart rate", "each_ns", THOUSAND),
    ]),
    Table("instructions with 1,000 children", "bare", ("bare", "baton tree"), [
        Column("exec until all run", "emulated 1000", "up_ns", THOUSAND),
        Column("of all until then, in their own name", "emulated 1000", "up_all_cpu_ns", THOUSAND),
        Column("TERM to end", "emulated 1000", "down_ns", THOUSAND),
        Column("restart beside them: end to next first", "emulated beside 1000", "latency_ns", THOUSAND),
        Column("of PID 1 for it", "emulated beside 1000", "per_cpu_ns", THOUSAND),
    ]),
    Table("nothing to do for 20 s: wake-ups", "init", (*INITS, *TREES), [
        Column("PID 1, one child", "idle", "switches", WHOLE),
        Column("its helpers too", "idle", "set_switches", WHOLE),
        Column("PID 1, 1,000 children", "idle 1000", "switches", WHOLE),
        Column("its helpers too", "idle 1000", "set_switches", WHOLE),
    ], ratios=False),
)
