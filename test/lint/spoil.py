"""One defect for each check. A check that stays green over its own is no check."""

import dataclasses
import os
import subprocess
import textwrap

import binary


def _add(name, text):
    """The defect is a file."""

    def spoil(tree, product):
        tree.write(name, textwrap.dedent(text))
        return product

    return spoil


def _without(name, old, new):
    """The defect is a file with other words."""

    def spoil(tree, product):
        tree.write(name, tree.read(name).replace(old, new))
        return product

    return spoil


def _compile(folder, code, *options):
    source = os.path.join(folder, "defect.c")
    result = os.path.join(folder, "defect.o" if "-c" in options else "defect")
    with open(source, "w", encoding="utf-8") as file:
        file.write(code)
    subprocess.run(["musl-gcc", *options, "-o", result, source], check=True)
    return result


def _core_calls(code):
    """The defect is an object more in the core's library."""

    def spoil(tree, product):
        core = product.libraries["core"] + [_compile(tree.root, code, "-c")]
        return dataclasses.replace(product, libraries={**product.libraries, "core": core})

    return spoil


def _shell_calls(code):
    """The defect is an object more in the shell's library."""

    def spoil(tree, product):
        shell = product.libraries["sys"] + [_compile(tree.root, code, "-c")]
        return dataclasses.replace(product, libraries={**product.libraries, "sys": shell})

    return spoil


def _product(code, *options):
    """The defect is a whole binary."""

    def spoil(tree, product):
        path = _compile(tree.root, code, *options)
        return dataclasses.replace(product, stripped=path, unstripped=path)

    return spoil


def _big(tree, product):
    path = os.path.join(tree.root, "big")
    with open(path, "wb") as file:
        file.truncate(binary.SIZE_MAX + 1)
    return dataclasses.replace(product, stripped=path)


def _long_function(tree, product):
    tree.write("src/core/defect.c", "/* */\nvoid f(void)\n{\n" + "  ;\n" * 70 + "}\n")
    return product


def _unbuilt(tree, product):
    tree.write("src/core/defect.c", "/* */\n")
    return product


def _unbuilt_test(tree, product):
    tree.write("test/unit/test_defect.c", "/* */\n")
    return product


MAIN = "int main(void) { return 0; }"

# check -> defects, by what they are
DEFECTS = {
    "includes": {
        "the core includes the system": _add("src/core/defect.c", "/* */\n#include <unistd.h>\n"),
        "the core includes the shell": _add("src/core/defect.c", '/* */\n#include "sys/loop.h"\n'),
        "util includes the core": _add("src/util/defect.h", '/* */\n#include "core/core.h"\n'),
        "spec includes the core's machine": _add(
            "src/spec/defect.c", '/* */\n#include "core/core.h"\n'
        ),
        "the shell includes spec": _add("src/sys/defect.c", '/* */\n#include "spec/parse.h"\n'),
    },
    "owners": {
        "the drain ends the loop": _add(
            "src/sys/defect.c", "/* */\nvoid f(struct shell *shell)\n{\n  shell->loop.finished = 1;\n}\n"
        ),
        "a counter of somebody else's": _add(
            "src/sys/defect.c", "/* */\nvoid f(struct shell *shell)\n{\n  shell->ends.by_number--;\n}\n"
        ),
        "a pointer to write through": _add(
            "src/sys/defect.c",
            "/* */\nvoid f(struct shell *shell)\n{\n  struct shell_log *log = &shell->log;\n}\n",
        ),
    },
    "function_length": {"a function of 72 lines": _long_function},
    "one_name": {
        "a function of the core in the shell, too": _add(
            "src/sys/defect.c", "/* */\nstatic void settle(void)\n{\n}\n"
        ),
    },
    "no_blank_line": {
        "one behind declarations": _add(
            "src/spec/defect.c", "/* */\nint f(int a)\n{\n  int b = a;\n\n  return b;\n}\n"
        ),
        "one between statements": _add(
            "test/helpers/defect.c", "/* */\nvoid f(void)\n{\n  g();\n\n  h();\n}\n"
        ),
    },
    "no_default": {
        "default: in the core": _add(
            "src/core/defect.c", "/* */\nint f(int a)\n{\n  switch (a) {\n  default: return 1;\n  }\n}\n"
        ),
    },
    "no_sleep": {
        "sleep() in C": _add("src/sys/defect.c", "/* */\nvoid f(void)\n{\n  sleep(1);\n}\n"),
        "sleep in a script": _add("scripts/defect", "#!/bin/sh\nfoo && sleep 1\n"),
        "time.sleep in Python": _add("test/defect.py", "time.sleep(1)\n"),
    },
    "no_kill_by_name": {"pkill": _add("scripts/defect", "#!/bin/sh\npkill baton\n")},
    "nothing_unfinished": {"a TODO": _add("src/sys/defect.c", "/* TODO: write it */\n")},
    "no_machine_paths": {"a home": _add("scripts/defect", "#!/bin/sh\ncd /Users/somebody\n")},
    "top_level": {"a file more": _add("NOTES", "x\n")},
    "says_what_it_is": {"no first comment": _add("src/core/defect.h", "#define A 1\n")},
    "guards": {
        "a guard of another header": _add(
            "src/core/defect.h", "/* */\n#ifndef CORE_CORE_H\n#define CORE_CORE_H\n#endif\n"
        ),
        "no guard": _add("src/core/defect.h", "/* */\n"),
    },
    "everything_built": {"a forgotten source": _unbuilt, "a forgotten test": _unbuilt_test},
    "scripts_parse": {"an open if": _add("scripts/defect", "#!/bin/sh\nif true; then\n")},
    "citations": {
        "a page that is not there": _add("src/sys/defect.c", "/* core.md says so */\n"),
        "a section that is not there": _add(
            "src/sys/defect.c", '/* supervision.md, "No such\n * section" */\n'
        ),
        "a number that is not there": _add("src/sys/defect.c", "/* kernel.md, 4 and\n * 99 */\n"),
        "a number of another section": _add(
            "src/sys/defect.c", '/* supervision.md, "Stopping", 7 */\n'
        ),
        "a gap in a range": _add("scripts/defect", "#!/bin/sh\n# kernel.md, 4-7\n"),
        "a decision that nobody took": _add("test/defect.py", "# DECISIONS 9999\n"),
        "a page of the project's, renamed": _add("docker/defect.txt", "see src/doc/defect.md\n"),
    },
    "events_documented": {
        "an event that the page does not know": _add(
            "src/sys/defect.c", '/* */\nvoid f(void)\n{\n  log_own(s, BATON_LOG_INFO, "defect", 0);\n}\n'
        ),
        "another level": _add(
            "src/sys/defect.c", '/* */\nvoid f(void)\n{\n  log_own(s, BATON_LOG_INFO, "reaped", 0);\n}\n'
        ),
        "a field that the page does not know": _add(
            "src/sys/defect.c", '/* */\nvoid f(void)\n{\n  line_number(line, "defect", 1);\n}\n'
        ),
        "an event that nobody tells": _without("src/sys/spawn.c", '"ready-failed"', '"reaped"'),
    },
    "walks_exist": {
        "a function that is called otherwise": _add("src/core/README.md", "then `no_such_step()`\n"),
    },
    "numbered_once": {
        "a decision taken twice": _add("src/DECISIONS.md", "**1.** Yes.\n\n**1.** No.\n"),
    },
    "calls": {
        "the core calls getpid": _core_calls("int getpid(void); int f(void) { return getpid(); }"),
        "the core calls spec": _core_calls("void spec_parse(void); void f(void) { spec_parse(); }"),
        "the core calls malloc": _core_calls("char *malloc(long); char *f(void) { return malloc(9); }"),
    },
    "seam": {
        "the shell calls write()": _shell_calls(
            "long write(int, char *, long); long f(void) { return write(1, 0, 0); }"
        ),
        "the shell enters the kernel itself": _shell_calls(
            'int f(void) { int r; __asm__ volatile("syscall" : "=a"(r) : "a"(39)); return r; }'
        ),
    },
    "no_allocation": {
        "malloc": _product(
            "#include <stdlib.h>\nint main(int c, char **v) { v[0] = malloc(c); return !v[0]; }",
            "-static",
        ),
        "printf": _product('#include <stdio.h>\nint main(int c) { return printf("%d", c); }', "-static"),
    },
    "static": {"a dynamic binary": _product(MAIN)},
    "size": {"a byte too much": _big},
    "version": {"another version": _add("meson.build", "  version: '99.0',\n")},
    "hardened": {
        "an executable stack": _product(MAIN, "-static", "-Wl,-z,execstack"),
        "pointers without RELRO": _product(MAIN, "-static", "-Wl,-z,norelro"),
    },
}
