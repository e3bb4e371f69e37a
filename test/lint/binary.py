"""Checks of what was built. Each takes (tree, product) and returns what it complains about."""

import os
import re

from tree import output_of

SIZE_MAX = 128 * 1024

# Pure functions of the C library, and what the compiler itself calls. For strspn(), strcspn(),
# strchr(), strrchr() and strncmp() there are smaller ones in util/span.h.
PURE = {
    "memcmp", "memcpy", "memmove", "memset", "strcmp", "strlen", "__stack_chk_fail",
    "_GLOBAL_OFFSET_TABLE_",
}

# layer -> libraries that it may call, and whether the rest of the C library is open to it
MAY_CALL = {
    "util": (("util",), False),
    "core": (("core", "util"), False),
    "spec": (("spec", "util"), False),
    "sys": (("sys", "core", "util"), True),
}

# What the shell may use of libc outside of kernel.c: none of it enters the kernel.
NO_CALLS = {"getauxval", "__errno_location", "environ"}
ENTRIES = r"\b(syscall|sysenter|int\s+\$0x80|svc|ecall)\b"

ALLOCATION = r"(c|re|m)alloc|free|aligned_alloc|memalign|posix_memalign|valloc|strn?dup|s?brk"
STDIO = (
    r"v?[dfs]?n?w?printf|v?f?s?w?scanf|f?puts|f?put[cs]|putchar|perror|f(open|read|write|flush)"
    r"|getdelim|getline|vfprintf|__stdio_(read|write|close|seek)|__fdopen|__f(write|dopen)x?"
)


def symbols(paths, *options):
    """name -> the letter of nm"""
    listing = output_of("nm", "--format=posix", *options, *paths)
    return {fields[0]: fields[1] for line in listing.splitlines() if len(fields := line.split()) > 1}


def calls(_, product):
    """a layer calls only what lies below it, and the pure ones no system"""
    defined = {
        layer: set(symbols(paths, "--defined-only", "--extern-only"))
        for layer, paths in product.libraries.items()
    }
    ours = set().union(*defined.values())
    complaints = []
    for layer, (below, system) in MAY_CALL.items():
        known = PURE.union(*(defined[name] for name in below))
        for name in sorted(symbols(product.libraries[layer], "--undefined-only")):
            if name not in known and (name in ours or not system):
                complaints.append(f"{layer} calls {name}")
    return complaints


def seam(_, product):
    """only kernel.c enters the kernel, so that a test can fail every call"""
    paths = product.libraries["sys"] + product.libraries["main"]
    ours = set().union(*(symbols(p, "--defined-only") for p in product.libraries.values()))
    allowed = PURE | NO_CALLS | ours
    complaints = []
    seen = set()
    where = ""
    listing = output_of("nm", "--format=posix", "--undefined-only", "--print-file-name", *paths)
    for line in listing.splitlines():
        where, _, name = line.partition(": ")
        name = name.split(" ")[0]
        seen.add(where)
        if "kernel.c.o" not in where and name not in allowed:
            complaints.append(f"{os.path.basename(where)} calls {name}")
    for line in output_of("objdump", "--disassemble", "--no-show-raw-insn", *paths).splitlines():
        if found := re.match(r"(\S+):\s+file format", line):
            where = found.group(1)
        elif "kernel.c.o" not in where and re.search(r"\t" + ENTRIES, line):
            complaints.append(f"{where} has the instruction{line.partition(':')[2]}")
    return complaints if len(seen) > 10 else [f"only {len(seen)} objects were looked at"]


def no_allocation(_, product):
    """baton has neither malloc nor stdio in it"""
    return [
        f"{name} is linked in"
        for name, kind in sorted(symbols([product.unstripped]).items())
        if kind != "U" and re.fullmatch(f"{ALLOCATION}|{STDIO}", name)
    ]


def static(_, product):
    """baton is static: no INTERP, no DYNAMIC"""
    headers = output_of("readelf", "-lW", product.stripped)
    return [
        f"a program header {name}" for name in ("INTERP", "DYNAMIC") if re.search(name, headers)
    ]


def size(_, product):
    """baton, stripped, is at most 128 KiB"""
    bytes_ = os.path.getsize(product.stripped)
    return [f"{bytes_} bytes, {SIZE_MAX} are allowed"] if bytes_ > SIZE_MAX else []


def hardened(_, product):
    """baton has no executable stack, no writable code, and no pointer that RELRO leaves writable"""
    complaints = []
    segments = set()
    relro = range(0)
    for line in output_of("readelf", "-lW", product.stripped).splitlines():
        fields = line.split()
        if len(fields) > 7 and fields[1].startswith("0x"):
            segments.add(fields[0])
            if {"W", "E"} <= set("".join(fields[6:-1])):
                complaints.append(f"{fields[0]} is writable and executable")
            if fields[0] == "GNU_RELRO":
                relro = range(int(fields[2], 16), int(fields[2], 16) + int(fields[5], 16))
    if "GNU_STACK" not in segments:
        complaints.append("no GNU_STACK")
    for line in output_of("readelf", "-SW", product.stripped).splitlines():
        section = re.match(r" +\[ *\d+\] (\.(?:got|init_array|fini_array|data\.rel)\S*) +\S+ +(\S+)", line)
        if section and int(section.group(2), 16) not in relro:
            complaints.append(f"{section.group(1)} is not in RELRO")
    return complaints


def version(tree, product):
    """baton --version is the version of the project"""
    project = re.search(r"^\s*version: '(.*)',$", tree.read("meson.build"), re.M).group(1)
    said = output_of(product.stripped, "--version").split("\n")
    return [] if f"baton {project}" in said else [f"meson.build says {project}, baton: {said}"]


CHECKS = (calls, seam, no_allocation, static, size, hardened, version)
