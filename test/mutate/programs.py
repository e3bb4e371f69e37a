"""Builds what plays the mutants: the layer with every mutant in it, linked to each harness.

Most mutants are compiled together (mutants.py), so a whole run compiles each file once. A mutant
that has to be compiled alone gets a program of its own, from the same objects but one.
"""

import glob
import hashlib
import os
import re
import subprocess
import threading

import mutants

NUMBERS = 10000  # of the mutants of a file: the first of the next is that much higher
HEAD = """#ifndef MUTANT
extern unsigned mutant_now;
#define MUTANT(number) (mutant_now == (number))
#endif
#line 1
"""
# Mutated code is full of what compilers warn of; the product's flags are asked separately. A sum
# that wraps and an index past a table end the program, as they do in the tests that run under the
# sanitizers.
TRAPS = "-fsanitize=signed-integer-overflow,bounds -fsanitize-undefined-trap-on-error"
COMPILE = f"gcc -std=c17 -D_GNU_SOURCE -O1 -w -fmax-errors=0 -fdiagnostics-color=never {TRAPS}"
RULES = """
builddir = {build}
rule cc
  command = {compile} {includes} -MD -MF $out.d -c $in -o $out
  depfile = $out.d
  deps = gcc
rule local
  command = objcopy --wildcard --keep-global-symbol=__none__ $in $out
rule link
  command = gcc -o $out $in $seam
""".strip()


# The seam at which a crash comes (test/simulate/crash.c).
SEAMS = {"simulate": ["-Wl,--wrap=undo_edit", "-Wl,--wrap=undo_commit"]}


class Broken(Exception):
    pass


class Layout:
    """What is mutated, and what is linked to it."""

    def __init__(self, sources, headers, includes, macros, tests, support, harnesses):
        self.sources, self.headers, self.includes, self.macros = sources, headers, includes, macros
        self.tests, self.support, self.harnesses = tests, support, harnesses


def core_layout(root):
    """The core of the project in `root`."""

    def find(*patterns):
        return sorted(os.path.relpath(path, root) for pattern in patterns
                      for path in glob.glob(os.path.join(root, pattern)))

    # What decodes an arena that somebody else wrote is fuzzed and proved (test/fuzz).
    others = ["src/core/adopt.c"]
    util = find("src/util/*.c") + [name for name in find("src/core/*.c") if name in others]
    tests = find("test/unit/test_core_*.c", "test/unit/test_handover*.c",
                 "test/unit/test_layout.c")
    tests.remove("test/unit/test_core_random.c")  # that is the simulator's
    helpers = [name for name in find("test/unit/*.c") if "/test_" not in name]
    world = find("test/world/*.c")
    books = [f"test/simulate/{name}.c"
             for name in ("books", "ends", "groups", "orders", "replies", "starts", "stops")]
    return Layout(
        sources=[name for name in find("src/core/*.c") if name not in others]
        + ["src/core/state.h"],
        headers=("core/state.h", "core/handover.h"),
        includes=("include", "src", "src/core", "test"),
        macros=("include/baton/table.h", "src/core/core.h", "src/core/plan.h"),
        tests=tests,
        support=helpers + world + books + find("src/spec/*.c") + util,
        harnesses={"simulate": find("test/simulate/*.c") + world + util},
    )


def tiny_layout():
    """A layer so small that what becomes of its mutants is known."""
    return Layout(
        sources=["test/mutate/tiny/clamp.c"], headers=(), includes=("test/mutate/tiny",), macros=(),
        tests=["test/mutate/tiny/test_clamp.c"], support=[], harnesses={})


class Programs:
    """The build folder of one layout."""

    def __init__(self, root, build, layout):
        self.root, self.build = os.path.abspath(root), os.path.abspath(build)
        self.layout, self.sources = layout, layout.sources
        os.makedirs(f"{self.build}/all", exist_ok=True)
        self.names = self.read_names()
        self.files, self.mutants, self.refused = {}, [], {}
        self.plain, self.lock = set(), threading.Lock()

    # --- the mutants ---

    def read_names(self):
        text = "".join(f'#include "{name}"\n' for name in self.layout.headers)
        result = subprocess.run(
            ["gcc", "-E", "-P", *self.includes().split(), "-"], input=text, text=True,
            stdout=subprocess.PIPE, check=True, cwd=self.root)
        macros = []
        for name in self.layout.macros:
            with open(f"{self.root}/{name}", encoding="utf-8") as file:
                macros += re.findall(r"^#define (\w+)[ \t]+([^\n]*?)\s*(?:/\*.*)?$", file.read(),
                                     re.MULTILINE)
        return mutants.Names(result.stdout, macros)

    def generate(self):
        """Writes the sources with all mutants; what is no valid C in place is set apart."""
        wanted = list(enumerate(self.sources))
        known = self.read_refused()
        written = {}
        for at, name in wanted:
            made = self.make(at, name, frozenset())
            base = os.path.basename(name)
            plain = hashlib.sha256(made[1].encode()).hexdigest()
            self.refused[name] = known.get(base, {}).get(plain)
            if self.refused[name] is not None:
                made = self.make(at, name, self.refused[name])
            written[name] = [*made, plain]
            self.put(f"all/{base}", HEAD + made[1])
        unknown = [name for _, name in wanted if self.refused[name] is None]
        if unknown:
            self.refuse(unknown, written)
        self.mutants = [mutant for name in self.sources for mutant in written[name][0].mutants]
        self.files = {name: written[name][0].file for name in self.sources}
        self.write_refused(written)

    def make(self, at, name, refused):
        maker = mutants.Maker(mutants.read(self.root, name), self.names, NUMBERS * (at + 1), refused)
        text = maker.write()
        if len(maker.mutants) > NUMBERS:
            raise Broken(f"{name}: too many mutants for its numbers")
        return maker, text

    def refuse(self, unknown, written):
        """Sets apart what the compiler refuses, until it refuses nothing."""
        for name in unknown:
            self.refused[name] = set()
        for _ in range(10):
            found = self.ask(unknown)
            if not found:
                return
            for name in found:
                at = self.sources.index(name)
                made = self.make(at, name, self.refused[name])
                written[name][:2] = made
                self.put(f"all/{os.path.basename(name)}", HEAD + made[1])
        raise Broken("alternatives that are no valid C, without end")

    def read_refused(self):
        """{file: {hash of its text: the numbers set apart}} as of the last run."""
        path, found = f"{self.build}/refused", {}
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                for line in file:
                    base, text, *numbers = line.split()
                    found[base] = {text: {int(number) for number in numbers}}
        return found

    def write_refused(self, written):
        with open(f"{self.build}/refused", "w", encoding="utf-8") as file:
            for name in self.sources:
                numbers = " ".join(str(number) for number in sorted(self.refused[name]))
                file.write(f"{os.path.basename(name)} {written[name][2]} {numbers}\n")

    def put(self, name, text):
        path = f"{self.build}/{name}"
        if not os.path.exists(path) or open(path, encoding="utf-8").read() != text:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)

    def ask(self, names):
        """Shows the compiler these files; the files in which something was set apart."""
        workers = {}
        for name in names:
            if name.endswith(".c"):
                workers[name] = subprocess.Popen(
                    [*COMPILE.split(), *self.includes().split(), "-fsyntax-only",
                     f"{self.build}/all/{os.path.basename(name)}"],
                    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=self.root)
        found = set()
        for name, worker in workers.items():
            _, errors = worker.communicate()
            found |= self.refuse_in(name, errors)
        return found

    def refuse_in(self, name, errors):
        found = set()
        for base, line in re.findall(r"^([^\s:]+):(\d+):(?:\d+:)? error:", errors, re.MULTILINE):
            path = f"{self.build}/all/{os.path.basename(base)}"
            with open(path, encoding="utf-8") as file:
                text = file.read().split("\n")[HEAD.count("\n") + int(line) - 1]
            number = re.search(r"MUTANT\((\d+)\)", text)
            if not number:
                raise Broken(f"{name} with its mutants does not compile:\n{errors}")
            owner = self.sources[int(number.group(1)) // NUMBERS - 1]
            self.refused[owner].add(int(number.group(1)))
            found.add(owner)
        if errors and not found:
            raise Broken(f"{name} with its mutants does not compile:\n{errors}")
        return found

    # --- objects and programs ---

    def includes(self):
        return " ".join(f"-I{name}" for name in self.layout.includes)

    def build_all(self):
        """Every object and program, by ninja."""
        self.lines, self.known = [RULES.format(build=self.build, compile=COMPILE,
                                   includes=self.includes())], set()
        everything = []
        for name in self.sources:
            if name.endswith(".c"):
                base = os.path.basename(name)[:-2]
                everything.append(self.compile(f"{self.build}/all/{base}.c", f"all_{base}"))
        tests = [self.compile(name) for name in self.layout.tests]
        for test in tests:
            self.lines.append(f"build {test}.local: local {test}")
        number = self.compile("test/mutate/number.c")
        self.rests = {"unit": [self.compile("test/mutate/runner.c"), number,
                               *(f"{test}.local" for test in tests),
                               *map(self.compile, self.layout.support)]}
        for harness, sources in self.layout.harnesses.items():
            self.rests[harness] = [number, *map(self.compile, sources)]
        for harness, rest in self.rests.items():
            self.lines.append(f"build {self.build}/{harness}: link {' '.join(rest + everything)}")
            self.lines.append(f"  seam = {' '.join(SEAMS.get(harness, []))}")
        self.everything = everything
        self.put("build.ninja", "\n".join(self.lines) + "\n")
        self.must("ninja", "--quiet", "-j", "2", "-f", f"{self.build}/build.ninja")

    def compile(self, source, name=None):
        out = f"{self.build}/{name or source.replace('/', '_')[:-2]}.o"
        if out not in self.known:
            self.known.add(out)
            self.lines.append(f"build {out}: cc {source}")
        return out

    def must(self, *command):
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                text=True, check=False, cwd=self.root)
        if result.returncode != 0:
            raise Broken(result.stdout)

    # --- one mutant alone ---

    def write_alone(self, mutant, folder):
        """The layer with that one change, in a folder; the files that have to be compiled."""
        os.makedirs(folder, exist_ok=True)
        for name, file in self.files.items():
            text = mutants.changed(file, mutant) if mutant and name == mutant.file else file.text
            with open(f"{folder}/{os.path.basename(name)}", "w", encoding="utf-8") as out:
                out.write(text)
        if mutant and mutant.file.endswith(".c"):
            return [os.path.basename(mutant.file)]
        return [os.path.basename(name) for name in self.sources if name.endswith(".c")]

    def compile_alone(self, folder, bases, flags):
        """Compiles those files; false when the compiler refuses one."""
        for base in bases:
            result = subprocess.run(
                ["gcc", "-std=c17", *flags, *self.includes().split(), "-c", f"{folder}/{base}",
                 "-o", f"{folder}/{base[:-2]}.o"],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.root, check=False)
            if result.returncode != 0:
                return False
        return True

    def link_alone(self, mutant, folder, harness):
        """A harness with that one change compiled in, or None when it is no valid C."""
        bases = self.write_alone(mutant, folder)
        if not self.compile_alone(folder, bases, ["-O1", "-w", *TRAPS.split()]):
            return None
        objects = [f"{folder}/{os.path.basename(name)[4:]}"
                   if os.path.basename(name)[4:-2] + ".c" in bases else name
                   for name in self.everything]
        self.must("gcc", "-o", f"{folder}/{harness}", *self.rests[harness], *objects,
                  *SEAMS.get(harness, []))
        return f"{folder}/{harness}"

    # --- is it a mutant at all? ---

    def product_flags(self):
        with open(f"{self.root}/meson.build", encoding="utf-8") as file:
            warnings = re.findall(r"'(-W[^',]*)'", file.read())
        return ["-O2", "-Werror", "-Wall", "-Wextra", "-Wpedantic", *warnings]

    def left_out(self, mutant):
        """Why the change makes no mutant: the product's warnings, or the same code; or None."""
        flags = [flag for flag in self.product_flags() if "usage" not in flag and "Wl," not in flag]
        folder, same = f"{self.build}/alone/{mutant.number}", f"{self.build}/alone/0"
        bases = self.write_alone(mutant, folder)
        if not self.compile_alone(folder, bases, flags):
            return "refused"
        with self.lock:
            missing = [base for base in bases if base not in self.plain]
            if missing:
                self.write_alone(None, same)
                if not self.compile_alone(same, missing, flags):
                    raise Broken(f"{missing} does not compile with the product's warnings")
                self.plain.update(missing)
        for base in bases:
            with open(f"{folder}/{base[:-2]}.o", "rb") as one, \
                    open(f"{same}/{base[:-2]}.o", "rb") as two:
                if one.read() != two.read():
                    return None
        return "same"
