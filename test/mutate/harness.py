"""Plays mutants against the harnesses and says what became of each.

An outcome is (mutant, word): failed, crashed and hung are caught, survived is not. A harness that
does not pass on the product, answers too little or ends early is an error, never a result.
"""

import concurrent.futures
import os
import resource
import shutil
import subprocess

from programs import Broken

WORKERS = os.cpu_count() or 1
CAUGHT = ("failed", "crashed", "hung")

# The first arguments are for all mutants, further ones for those that the first let through.
SIMULATE = (("--events=20000", "--brief"), ("--events=400000", "--first=5000", "--brief"))
CPU_S = 20  # of processor time: many times what the product takes


def quiet():
    """A mutant may do anything: no core files, and not too much of anything."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))


class Unit:
    """The runner: one process that plays one mutant after the other, in processes of their own."""

    name = "unit"

    def __init__(self, programs):
        self.programs = programs

    def play(self, program, numbers):
        result = subprocess.run(
            [program], input="".join(f"{number}\n" for number in numbers), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, preexec_fn=quiet,
            env={**os.environ, "MALLOC_CHECK_": "2"})
        answers = [line.split() for line in result.stdout.split("\n") if line]
        if result.returncode != 0 or [int(answer[0]) for answer in answers] != list(numbers):
            raise Broken(f"the unit tests stopped early: {result.stderr}")
        return [(answer[1], answer[2]) for answer in answers]

    def of_product(self):
        [(outcome, test)] = self.play(f"{self.programs.build}/unit", [0])
        if outcome != "survived":
            raise Broken(f"{test} fails on the product: {outcome}")

    def judge(self, mutants, told):
        """Calls told(mutant, outcome, test) for each."""
        together = [mutant for mutant in mutants if not mutant.alone]
        size = max(1, min(100, len(together) // WORKERS + 1))
        jobs = [together[at : at + size] for at in range(0, len(together), size)]

        def play_some(some):
            program = f"{self.programs.build}/unit"
            return zip(some, self.play(program, [mutant.number for mutant in some]))

        in_parallel(play_some, jobs, lambda answers: [told(m, *answer) for m, answer in answers])

        def play_one(mutant):
            folder = f"{self.programs.build}/alone/{mutant.number}"
            program = self.programs.link_alone(mutant, folder, "unit")
            # Any number but 0 will do: the change is compiled in.
            answer = self.play(program, [1])[0] if program else ("refused", "-")
            shutil.rmtree(folder)
            return mutant, answer

        in_parallel(play_one, [mutant for mutant in mutants if mutant.alone],
                    lambda answer: told(answer[0], *answer[1]))


class Whole:
    """A program that judges by its exit status, run once for each mutant."""

    def __init__(self, programs, name, turns):
        self.programs, self.name, self.turns = programs, name, turns

    def command(self, mutant, turn):
        program, number = f"{self.programs.build}/{self.name}", mutant.number if mutant else 0
        if mutant and mutant.alone:
            program = f"{self.programs.build}/alone/{mutant.number}/{self.name}"
            number = 0
        return [program, *turn], {**os.environ, "MUTANT": str(number), "MALLOC_CHECK_": "2"}

    def play(self, mutant):
        for turn in self.turns:
            command, environment = self.command(mutant, turn)
            outcome = self.outcome_of(command, environment)
            if outcome != "survived":
                return outcome
        return "survived"

    def outcome_of(self, command, environment):
        def limits():
            quiet()
            resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S + 1))

        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                              env=environment, preexec_fn=limits) as process:
            for line in process.stdout:
                if line.startswith("FAIL"):  # what comes after it is not waited for
                    process.kill()
                    process.wait()
                    return "failed"
            status = process.wait()
        if status < 0:
            return "hung" if -status in (9, 24) else "crashed"
        return "survived" if status == 0 else "failed"

    def of_product(self):
        outcome = self.play(None)
        if outcome != "survived":
            raise Broken(f"{self.name} fails on the product: {outcome}")

    def judge(self, mutants, told):
        def play_one(mutant):
            if not mutant.alone:
                return mutant, self.play(mutant)
            folder = f"{self.programs.build}/alone/{mutant.number}"
            program = self.programs.link_alone(mutant, folder, self.name)
            outcome = self.play(mutant) if program else "refused"
            shutil.rmtree(folder)
            return mutant, outcome

        in_parallel(play_one, mutants, lambda answer: told(*answer, "-"))


def in_parallel(work, jobs, told):
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        for answer in pool.map(work, jobs):
            told(answer)


def harnesses(programs):
    """Cheapest first. The explorer asks the simulator's books about trees that the simulator grows,
    and has never caught a mutant that these two let through."""
    found = [Unit(programs)]
    if "simulate" in programs.layout.harnesses:
        found.append(Whole(programs, "simulate", SIMULATE))
    return found
