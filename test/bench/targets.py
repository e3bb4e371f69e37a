"""What baton is to reach, beside what was measured. Printed, and judged by nobody here."""

from figures import NAMES

MANY = 10_000


def ratio(experiment, name, ours, reference):
    """baton's median over that of a reference program."""

    def of(samples):
        figure = samples.median(experiment, ours, name)
        base = samples.median(experiment, reference, name)
        return None if figure is None or not base else figure / base

    return of


def plain(experiment, name, program):
    return lambda samples: samples.median(experiment, program, name)


def memory_above_init(samples):
    ours = samples.median("one", "baton", "private_dirty_kib")
    base = samples.median("one", "init", "private_dirty_kib")
    return None if ours is None or base is None else ours - base


def memory_of_the_best_peer(samples):
    """baton's private dirty memory over that of the smallest of Debian's."""
    ours = samples.median("one", "baton", "private_dirty_kib")
    inits = (samples.median("one", name, "private_dirty_kib")
             for name in ("catatonit", "tini", "dumb-init"))
    trees = (samples.median("1", name, "set_private_dirty_kib")
             for name in ("s6", "runit", "supervisor", "busybox"))
    peers = [figure for figure in (*inits, *trees) if figure is not None]
    return ours / min(peers) if ours is not None and peers else None


def bytes_per_child(samples):
    kib = samples.median(str(MANY), "baton tree", "rss_kib")
    return None if kib is None else kib * 1024 / MANY


def scaled(experiment, name, program, factor):
    """A figure of baton's own, in another unit."""

    def of(samples):
        figure = samples.median(experiment, program, name)
        return None if figure is None else figure * factor

    return of


def size_of_one(samples):
    """The one file's size over that of the three programs whose names it takes."""
    three = [samples.median("size", name, "bytes") for name in NAMES]
    return samples.median("size", "baton", "bytes") / sum(three)


def more_wake_ups(name):
    def of(samples):
        ours, theirs = (samples.median("idle", who, "switches") for who in (f"baton as {name}", name))
        return None if ours is None or theirs is None else ours - theirs

    return of


def per_child_growth(name):
    """A figure per child with 10,000 of them, over that with 100."""

    def of(samples):
        many = samples.median(str(MANY), "baton tree", name)
        few = samples.median("100", "baton tree", name)
        return None if many is None or not few else (many / MANY) / (few / 100)

    return of


def both(experiment, name, ours, reference):
    """The same ratio of times and of instructions."""
    return (ratio(experiment, name, ours, reference),
            ratio(f"emulated {experiment}", name, ours, reference))


TREE = ("baton tree", "bare")
INIT = ("baton", "init")

# What is to be no worse than Debian's program of the same name: what, and its experiment and sample
SAME_NAME = {
    "private dirty memory": ("one", "private_dirty_kib"),
    "exec to the child's first instruction": ("one", "up_ns"),
    "CPU of both until then": ("one", "up_all_cpu_ns"),
    "the child's end to its own": ("one", "exit_ns"),
    "orphans at 2,000 a second, CPU of PID 1 each": ("paced", "per_cpu_ns"),
    "2,000 orphans at once, the last one reaped": ("burst", "reaped_ns"),
}

# (what, how it is meant, at most, how it is computed, and of instructions where they are counted)
TARGETS = (
    ("private dirty memory, one idle child", "KiB", 28, plain("one", "private_dirty_kib", "baton")),
    ("the same", "KiB above init", 16, memory_above_init),
    ("the same", "× the smallest Debian peer", 0.99, memory_of_the_best_peer),
    ("exec to the child's first instruction", "× init", 1.0, *both("one", "up_ns", *INIT)),
    ("CPU of both until then", "× init", 1.15, *both("one", "up_all_cpu_ns", *INIT)),
    ("orphans at 2,000 a second, CPU of PID 1 each", "× init", 0.45,
     ratio("paced", "per_cpu_ns", *INIT)),
    ("2,000 orphans at once, the last one reaped", "× init", 1.1,
     ratio("burst", "reaped_ns", *INIT)),
    ("signal to handler, on one CPU", "× forward", 1.15,
     *both("signals", "handled_ns", "baton", "forward")),
    ("restart: end to next first instruction", "× bare", 1.15, *both("restart", "latency_ns", *TREE)),
    ("restart: CPU of PID 1", "× bare", 1.3, *both("restart", "per_cpu_ns", *TREE)),
    ("restart after 2 s of life", "× bare", 1.1, ratio("restart after 2 s", "latency_ns", *TREE)),
    ("restart beside 1,000 idle children: CPU of PID 1", "ms", 0.8,
     scaled("beside 1000", "per_cpu_ns", "baton tree", 1e-6),
     scaled("emulated beside 1000", "per_cpu_ns", "baton tree", 1e-6)),
    ("1,000 children: start", "× bare", 1.15, *both("1000", "up_ns", *TREE)),
    ("1,000 children: CPU in all to start", "× bare", 1.2, *both("1000", "up_all_cpu_ns", *TREE)),
    ("1,000 children: stop, each seeing TERM", "× bare", 1.1, *both("1000", "down_ns", *TREE)),
    ("10,000 children: start", "× bare", 1.15, ratio(str(MANY), "up_ns", *TREE)),
    ("10,000 children: all memory of PID 1", "bytes per child", 512, bytes_per_child),
    ("10,000 children: start per child", "× that at 100", 1.3, per_child_growth("up_ns")),
    ("10,000 children: stop per child", "× that at 100", 1.3, per_child_growth("down_ns")),
    ("idle for 20 s, one child", "wake-ups", 0, plain("idle", "switches", "baton")),
    ("idle for 20 s, 1,000 children", "wake-ups", 0, plain("idle 1000", "switches", "baton tree")),
    ("size of the file", "KiB", 128, scaled("size", "bytes", "baton", 1 / 1024)),
    ("the same", "× tini, dumb-init and catatonit together", 0.99, size_of_one),
    *((f"as {name}: {what}", f"× Debian's {name}", 1, ratio(*sample, f"baton as {name}", name))
      for name in NAMES for what, sample in SAME_NAME.items()),
    *((f"as {name}: idle for 20 s", f"wake-ups above Debian's {name}", 0, more_wake_ups(name))
      for name in NAMES),
)


def markdown(samples, whole=True):
    """All of them, or those only of which there is something to say. With each ratio of times stands that
    of instructions, and with milliseconds millions of them."""
    yield "| what baton is to reach | unit | at most | measured | | instructions |"
    yield "|---|---|---:|---:|---|---:|"
    for what, unit, most, *computed in TARGETS:
        figure, counted = ([compute(samples) for compute in computed] + [None])[:2]
        verdict = "" if figure is None else "reached" if figure <= most else "missed"
        if whole or figure is not None or counted is not None:
            yield f"| {what} | {unit} | {most:g} | {text(figure)} | {verdict} | {text(counted)} |"
    yield ""


def text(figure):
    return "" if figure is None else f"{figure:,.2f}"
