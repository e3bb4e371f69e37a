"""What the lint looks at: the files of the project and the products of its build."""

import dataclasses
import json
import os
import re
import subprocess


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@dataclasses.dataclass
class Tree:
    """The project's own files: what git tracks, and what it would if it were added."""

    root: str
    names: list = None  # of the files, once somebody has asked
    texts: dict = dataclasses.field(default_factory=dict)  # of files that were read

    def files(self):
        if self.names is None:
            self.names = self._files()
        return self.names

    def _files(self):
        if os.path.exists(os.path.join(self.root, ".git")):
            names = output_of(
                "git", "-C", self.root, "-c", "safe.directory=*",
                "ls-files", "-z", "--cached", "--others", "--exclude-standard",
            ).split("\0")
            names = [name for name in names if os.path.isfile(self.path(name))]
        else:  # an unpacked archive, or a copy
            names = [
                os.path.relpath(os.path.join(folder, name), self.root)
                for folder, _, names in os.walk(self.root)
                for name in names
            ]
            names = [name for name in names if not re.match(r"build/|.*__pycache__/", name)]
        return sorted(names)

    def path(self, name):
        return os.path.join(self.root, name)

    def read(self, name):
        if name not in self.texts:
            with open(self.path(name), encoding="utf-8", errors="replace") as file:
                self.texts[name] = file.read()
        return self.texts[name]

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        self.texts.pop(name, None)

    def language(self, name):
        """c, python, shell or text."""
        if name.endswith((".c", ".h")):
            return "c"
        if name.endswith(".py"):
            return "python"
        first = self.read(name).split("\n", 1)[0]
        if first.startswith("#!"):
            return "python" if "python" in first else "shell"
        return "text"

    def of(self, language, *folders):
        return [
            name
            for name in self.files()
            if name.startswith(folders or ("",)) and self.language(name) == language
        ]

    def code(self, name):
        """A C file without comments, and with empty strings; its lines stay where they are."""

        def blank(match):
            found = match.group()
            return '""' if found[0] == '"' else "\n" * found.count("\n")

        return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', blank, self.read(name), flags=re.S)


@dataclasses.dataclass
class Product:
    """What the builds left: the binary, the libraries, and which sources went in."""

    stripped: str
    unstripped: str
    libraries: dict  # layer -> its archive, and objects that join it
    compiled: frozenset  # sources, relative to the root


LAYERS = ("util", "core", "spec", "sys")


def product_of(root, product_build, native_build):
    compiled = set()
    for build in (product_build, native_build):
        with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
            for entry in json.load(file):
                path = os.path.join(entry["directory"], entry["file"])
                compiled.add(os.path.relpath(os.path.realpath(path), os.path.realpath(root)))
    return Product(
        stripped=os.path.join(product_build, "baton"),
        unstripped=os.path.join(product_build, "src", "baton"),
        libraries={
            layer: [os.path.join(product_build, "src", layer, f"lib{layer}.a")] for layer in LAYERS
        } | {"main": [os.path.join(product_build, "src", "baton.p", "main.c.o")]},
        compiled=frozenset(compiled),
    )
