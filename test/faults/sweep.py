"""What is run: each call × each errno × each index, and what an outcome is.

A fault is one call that fails. Its outcome is what differs from the run without it, in words; runs
that must never be are violations and are in no table.
"""

import collections
import errno
import multiprocessing
import re

import scenarios
import world

CAP = 3          # indices of a call in one step of a scenario; beyond it the last one stands for all
CHILDREN_MAX = 2 # first instances whose set-up is swept; the others have the same or less
LINES = ("retry", "signal-failed", "killing", "left-behind", "give-up", "supervisor-end",
         "start-timeout", "reaped", "log", "leftovers", "dependency")


# Lines that a busy machine may miss: it sleeps from before half of a short timeout to its end, or
# until there is nobody left for the drain. That there is one is told by who is asked to end.
MISSED = ("half-time", "drain")
# By which baton looks who is left. Who ends between two looks is chance, and so is the number of
# the look whose failure lets the drain see nobody, and then ask nobody.
LOOKS = ("OPEN", "PREAD", "READ", "WAIT")
LOG_CALLS = ("WRITE", "SEND", "WRITE_NOWAIT")


class Fault:
    """One call that fails: in which scenario, where, with which errno."""

    def __init__(self, scenario, place, call, index, name, mode=world.ONCE):
        self.scenario, self.place, self.call, self.index = scenario, place, call, index
        self.name, self.mode = name, mode

    @property
    def number(self):
        return getattr(errno, self.name)

    def words(self):
        """As the log may name it."""
        return (self.name, str(self.number))

    def where(self):
        if self.mode == world.CHILDREN:
            return "each child"
        if self.mode == world.FOREVER:
            return "from " + place_name(self.scenario, self.place) + " on"
        return place_name(self.scenario, self.place)

    def key(self):
        return self.scenario, self.where(), self.call, self.name

    def told(self):
        return f"{self.call} {self.index} {self.name} in {self.scenario}, {self.where()}"


def leaves_some_out(fault):
    """Whether it is chance who is not asked to end: of several that are left also whose signal it
    is for which the kernel is made to say that there is nobody."""
    several = fault.scenario == "supervised"
    return fault.call in LOOKS or (fault.call == "PIDFD_SIGNAL" and several)


def place_name(scenario, place):
    if place == world.BOOT:
        return "boot"
    if place == world.END:
        return "last words"
    if place >= world.CHILD:
        return f"child {place - world.CHILD + 1}"
    return scenarios.SCENARIOS[scenario].steps[place - 1][0]


def is_step(place):
    return world.BOOT < place < world.END


class Result:
    """What a run showed: picklable, without the run."""

    def __init__(self, run, counts=None, hits=0, total=0):
        log, self.told = run.says()
        # The last line repeats the code, which is compared, and the line that tells of the cause.
        self.log = [line for line in log if not line.startswith("exit ")]
        self.code, self.violations = run.code, run.violations
        self.steps = len(run.steps)
        self.counts, self.hits, self.total = counts or {}, hits, total
        self.unreaped = run.unreaped
        self.text = "".join(f"  | {line}\n" for line in run.log + run.told)

    @property
    def booted(self):
        return any(is_step(place) for place, _ in self.counts)

    @property
    def orderly(self):
        """Ended by the loop's own end, whatever the code."""
        return any(place == world.END for place, _ in self.counts)


def minus(some, others):
    """The multiset's difference, in order."""
    left = collections.Counter(others)
    rest = []
    for line in some:
        if left[line] > 0:
            left[line] -= 1
        else:
            rest.append(line)
    return rest


def is_cause(line):
    """Whether a line tells of the failure itself rather than of what follows from any end."""
    event = line.split()[0]
    if event == "ended":
        return "reason=exec" in line or "reason=spawn" in line
    return "ERRNO" in line or event in LINES or line.startswith("baton")


def logged(result):
    """How many orphans there are to reap is not always the same: one line stands for them."""
    once = dict.fromkeys(line for line in result.log if line == "reaped")
    return [line for line in result.log
            if line != "reaped" and not line.startswith(MISSED)] + list(once)


def counted(lines):
    """A line that comes often is said once: how often is a matter of time."""
    return [line if times == 1 else f"{line} (again and again)"
            for line, times in collections.Counter(lines).items()]


def differences(result, base):
    """Of the log and of what the actors said."""
    if any("lines_dropped" in line for line in result.log):
        return ["a log line is lost, and the next one says so"]
    parts = counted(line for line in minus(logged(result), logged(base)) if is_cause(line))
    behind = [part.split()[1] for part in parts if part.startswith("left-behind")]
    restarted = any(part.startswith("ended supervisor") for part in parts)
    if result.booted and result.steps == base.steps and not restarted:
        # Of a tree that is taken down at once it is chance what it could still say.
        parts += [f"not told: {line}" for line in sorted(minus(base.told, result.told))]
        parts += [f"not logged: {line}" for line in sorted(minus(logged(base), logged(result)))
                  # Who is left behind ends with baton: whether before its last line is chance.
                  if line.split()[:2] not in [["ended", child] for child in behind]]
    return parts


def outcome(fault, result, base):
    """In words: `goes on`, or what is different."""
    parts = []
    if not result.booted:
        parts.append(f"refuses to start, {result.code}")
    elif result.code != base.code:
        parts.append(f"ends with {result.code}")
    parts += [part for part in differences(result, base)
              if not leaves_some_out(fault) or not part.startswith("not told: asked")]
    if result.unreaped:
        parts.append("an orphan's zombie waits for the next end")
    return "; ".join(parts) or "goes on"


def is_silent(text):
    """Whether no line names the failure."""
    return not any(word in text for word in ("ERRNO", "refuses", "lost", "gives up", "start-timeout"))


def violations(fault, result, base):
    """What no failure excuses."""
    found = list(result.violations)
    if result.booted and not result.orderly and not is_deaf(fault):
        found.append(f"baton has ended by itself, with {result.code}")
    if result.total > base.total + world.CALLS_MORE:
        found.append(f"{result.total} calls, {base.total} without the failure")
    named = [re.sub("^(ended (?:child|supervisor)=\\S+).*", r"\1", line)
             for line in result.log if "ERRNO" in line]
    if fault.mode == world.ONCE and len(named) > len(set(named)):
        found.append(f"more than one log line: {named}")
    return found


# What makes PID 1 deaf for good, a stop included: it says so and gives up. Nothing else may.
DEAF = ("EPOLL_WAIT", "READ")


def is_deaf(fault):
    return fault.call in DEAF and fault.mode == world.FOREVER


# What cannot be swept for good, and why.
NOT_FOR_GOOD = {
    "CLOCK": "a clock that can never be read stands still, and no deadline ever comes",
    "WAIT": "without waitid() no end can be learnt of: a classic init waits for ever",
}
# For ever in each child, these are retried for a minute (test/system and test/unit see to it), and a
# program that is no program is run as a script again and again.
TRANSIENT = ("ENOEXEC", "EAGAIN", "ENOMEM", "EMFILE", "ENFILE", "ETXTBSY", "EIO", "EINTR")
# A kernel that says that a living child is gone: believed, as it is whenever it is true. In a
# classic init the stop is then lost, and the engine's KILL is what follows.
NOT_ONCE = {("classic", "stop", "PIDFD_SIGNAL", 1, "ESRCH")}


# --- runs ---

class Bench:
    """A worker's own: programs, page, and how to run a scenario."""

    def __init__(self, place, program, calls):
        self.place, self.program, self.calls = place, program, calls
        self.page = None

    def run(self, name, fault=None):
        self.page = self.page or world.Page(self.calls)
        self.page.begin(fault)
        scenario = scenarios.SCENARIOS[name]
        run = world.Run(scenario, self.place, [self.program, *scenario.words(self.place)],
                        self.page, error=fault.words() if fault else ())
        run.hears = not fault or fault.call not in LOG_CALLS
        run.play(scenario.steps)
        return Result(run, self.page.counts(), self.page.hits, self.page.total)


bench = None


def of_worker(fault):
    return fault, bench.run(fault.scenario, fault)


def run_all(faults, jobs):
    """Runs faults, several at a time: they mostly wait. Yields (fault, result)."""
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        yield from pool.imap_unordered(of_worker, faults, chunksize=4)


# --- which ---

def indices(count, place, cap, walks):
    """1 to cap, and the last of those beyond it, unless that is another one each time."""
    if not is_step(place) or count <= cap:
        return list(range(1, count + 1))
    return [*range(1, cap + 1)] + [count] * (not walks)


def once(scenario, counts, errors, cap):
    """Each call that is made, each errno, each index."""
    last = world.CHILD + CHILDREN_MAX - 1
    for (place, call), count in sorted(counts.items()):
        kind = scenarios.SCENARIOS[scenario]
        if place <= last and kind.sweeps(call):
            for index in indices(count, place, min(cap, kind.cap), kind.walks):
                for name in errors[call]:
                    where = scenario, place_name(scenario, place), call, index, name
                    if where not in NOT_ONCE:
                        yield Fault(scenario, place, call, index, name)


def for_good(scenario, counts, errors):
    """Each call of the loop from its first time on, when the tree is up if it is made then; EINTR
    and EAGAIN for ever are no failure."""
    first = {}
    for place, call in sorted(counts, key=lambda key: (key[0] == 1, key)):
        if is_step(place) and call not in NOT_FOR_GOOD and scenarios.SCENARIOS[scenario].sweeps(call):
            first.setdefault(call, place)
    for call, place in first.items():
        names = [name for name in errors[call] if name not in ("EINTR", "EAGAIN")]
        for name in (names[0], "ENOSYS"):
            yield Fault(scenario, place, call, 1, name, world.FOREVER)


def in_each_child(scenario, counts, errors):
    """Each call that only children make, in each of them."""
    of_baton = {call for place, call in counts if place < world.CHILD}
    for place, call in sorted(counts):
        if (place == world.CHILD and call not in of_baton
                and scenarios.SCENARIOS[scenario].sweeps(call)):
            for name in errors[call]:
                if name not in TRANSIENT:
                    yield Fault(scenario, place, call, 1, name, world.CHILDREN)
