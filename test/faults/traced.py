"""The same in the unmodified product: strace fails its calls, as real PID 1.

strace counts the calls of each process from its start, so a place in the table is found by adding up
the counts of the run without a fault. A process of its own below baton, it is one more orphan to the
drain. What comes of a failure has to be what the table says.
"""

import multiprocessing
import os
import shutil

import sweep
import table
import world

ERRORS = 2          # of each call: the first and the last of its list
PLACES = 2          # of each call while booting: the first and the last


class Traced(sweep.Result):
    """A run under strace has no page to count on: the log says how far it came."""

    @property
    def booted(self):
        return bool(self.told) or any(line.startswith(("spawned", "ended")) for line in self.log)

    @property
    def orderly(self):
        return self.code not in (123, -9)


class Bench:
    def __init__(self, place, program, names):
        self.place, self.program, self.names, self.serial = place, program, names, 0

    def run(self, scenario_name, fault=None):
        scenario = sweep.scenarios.SCENARIOS[scenario_name]
        self.serial += 1
        output = self.place.path(f"strace-{os.getpid()}-{self.serial}")
        words = ["/usr/bin/strace", "-D", "-qq", "-o", output]
        if fault is None:
            words += ["-e", "trace=none"]
        else:
            name = self.names[fault.call]
            words += ["-e", f"trace={name}", "-e",
                      f"inject={name}:error={fault.name}:when={fault.when}"]
            words += ["-f"] if fault.mode == world.CHILDREN else []
        run = world.Run(scenario, self.place, [*words, self.program, *scenario.words(self.place)],
                        error=fault.words() if fault else ())
        run.hears = not fault or fault.call not in sweep.LOG_CALLS
        run.play(scenario.steps)
        hits = world.read_file(output).count("(INJECTED)")
        os.unlink(output)
        return Traced(run, hits=hits)


bench = None


def of_worker(fault):
    return fault, bench.run(fault.scenario, fault)


def some(names, count):
    return sorted({names[0], names[-1]} if count == 2 else set(names[:count]))


def same(call):
    """The calls that to strace are this one as well."""
    return [other for other, name in bench.names.items()
            if other != call and name == bench.names[call]]


def sites(counts, call):
    """(place, index there, index from the start on) of the calls that are failed in baton, up to the
    first place with one that strace does not tell from them."""
    before = 0
    for place in range(world.END):
        count = counts.get((place, call), 0)
        if any(counts.get((place, other), 0) for other in same(call)):
            return
        indices = sorted({1, count})[:PLACES] if place == world.BOOT else [1]
        for index in indices if count else ():
            yield place, index, before + index
        before += count


def choose(scenario, counts, errors, quick):
    """Sampled: of each call in baton's boot, of its first in each step, and of each child's."""
    faults = []
    for call in errors:
        for place, index, when in sites(counts, call):
            if place == world.BOOT and scenario != "classic":
                continue
            if sweep.NOT_ONCE & {(scenario, sweep.place_name(scenario, place), call, index, name)
                                 for name in errors[call]}:
                continue
            for name in some(errors[call], ERRORS):
                fault = sweep.Fault(scenario, place, call, index, name)
                fault.when = when
                faults.append(fault)
    for fault in sweep.in_each_child(scenario, counts, errors):
        fault.when = 1
        if fault.name in some(errors[fault.call], ERRORS):
            faults.append(fault)
    return faults[::20] if quick else faults


def known(fault, kept):
    """What the table says of this place; of any step, for a call of the loop."""
    key = table.key_of(fault)
    if key[3] != "*" or fault.mode == world.CHILDREN:
        return kept.get(key, set())
    found = set()
    for (call, scenario, where, index, name), outcomes in kept.items():
        if (call, scenario, index, name) == (fault.call, fault.scenario, "*", fault.name):
            if table.kind(where) == "loop" and not where.startswith("from "):
                found |= outcomes
    return found


def judge(tally, fault, result, base, kept):
    wrong = sweep.violations(fault, result, base)
    outcome = sweep.outcome(fault, result, base)
    allowed = known(fault, kept)
    if wrong:
        tally.bad(f"strace: {fault.told()}: {'; '.join(wrong)}\n{result.text}")
    elif outcome not in allowed:
        tally.bad(f"strace: {fault.told()} (call {fault.when}): {outcome}\n      at the seam: "
                  f"{sorted(allowed)}\n{result.text}")
    else:
        tally.good()


def sweep_all(tally, options, place, program, names, errors, found, kept):
    global bench
    if not shutil.which("strace"):
        tally.bad("strace is missing: install the Debian package strace")
        return
    bench = Bench(place, program, names)
    bases, faults = {}, []
    for scenario in [name for name in ("classic", "supervised") if name in found]:
        bases[scenario] = bench.run(scenario)
        other = sweep.differences(bases[scenario], found[scenario])
        tally.check(not other, f"under strace {scenario} says something else: {other}\n"
                               f"{bases[scenario].text}")
        faults += choose(scenario, found[scenario].counts, errors, options.quick)
    hit = 0
    with multiprocessing.get_context("fork").Pool(options.jobs) as pool:
        for fault, result in pool.imap_unordered(of_worker, faults):
            hit += result.hits > 0
            if result.hits:
                judge(tally, fault, result, bases[fault.scenario], kept)
            elif table.key_of(fault)[3] != "*":
                tally.bad(f"strace: {fault.told()}: the call was never made")
    tally.check(hit >= len(faults) * 0.8, f"strace: of {len(faults)} faults {hit} were reached")
    print(f"in the product, by strace: {hit} failures")
