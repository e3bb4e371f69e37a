"""What is mutated: operators, constants and statements, each in every way listed here.

A mutant is one change of one file. Most of them can be compiled at once: the file is written anew
with every alternative in place, `(MUTANT(17) ? (a <= b) : (a < b))`, and one program plays them all.
The others (in static tables, or where an alternative is no valid C) are compiled one by one.
"""

import re

from source import File, Reader, Unreadable, tokens_of

# The operator in a condition, and what it becomes.
BINARY = {
    "<": ["<=", ">", ">="], "<=": ["<", ">", ">="], ">": [">=", "<", "<="], ">=": [">", "<", "<="],
    "==": ["!="], "!=": ["=="], "+": ["-"], "-": ["+"], "*": ["+"], "/": ["*"], "%": ["/"],
    "&": ["|"], "|": ["&"], "^": ["&"], "<<": [">>"], ">>": ["<<"], "&&": ["||"], "||": ["&&"],
}
ASSIGN = {
    "=": [], "+=": ["-="], "-=": ["+="], "*=": ["/="], "/=": ["*="], "%=": ["/="],
    "&=": ["|=", "="], "|=": ["&=", "="], "^=": ["="], "<<=": [">>="], ">>=": ["<<="],
}
DROPS = ("&&", "||", "|")  # one side alone is a mutant, too
MARKS = "MUTANT"


class Mutant:
    """A change of one place, named by what stands there and not by where that is."""

    def __init__(self, number, file, function, line, change, start, end, text):
        self.number, self.file, self.function = number, file, function
        self.line, self.change, self.start, self.end, self.text = line, change, start, end, text
        self.alone = False  # has to be compiled by itself

    @property
    def key(self):
        return (self.file, self.function, self.line, self.change)


def flat(text):
    text = re.sub(r"/\*.*?\*/", "", text.replace("\\\n", " "), flags=re.DOTALL)
    return re.sub(r"\s+", " ", text).strip()


class Names:
    """The neighbours of a name that stands for a constant."""

    def __init__(self, preprocessed, macros):
        self.near = {"true": ["false"], "false": ["true"]}
        for body in re.findall(r"\benum\s+\w*\s*\{([^}]*)\}", preprocessed):
            names = [part.split("=")[0].strip() for part in body.split(",") if part.strip()]
            self.family(names)
        families = {}
        for name, body in macros:
            if re.fullmatch(r"\(?(0x[0-9a-fA-F]+|\d+)[uUlL]*( << \d+)?\)?", body):
                families.setdefault(re.match(r"(BATON_)?[A-Z]+", name).group(), []).append(name)
            elif name in ("CORE_NEVER", "BATON_NONE"):
                self.near[name] = ["0"]
        for names in families.values():
            if len(names) > 1:
                self.family(names)
            else:
                self.near[names[0]] = ["0"]
        self.near["BATON_NONE"] = ["0"]

    def family(self, names):
        for at, name in enumerate(names):
            around = [names[(at + 1) % len(names)], names[at - 1]]
            self.near[name] = [other for other in dict.fromkeys(around) if other != name]


class Maker:
    """Collects the mutants of one file and writes the file that holds them all."""

    def __init__(self, file, names, base, alone=frozenset()):
        self.file, self.names, self.base = file, names, base
        self.refused = alone  # numbers whose alternative is no valid C in place
        self.mutants = []
        self.seen = {}
        self.function = ""
        self.in_place = True  # False in a static table
        self.newline = "\n"  # each alternative on a line of its own; not in a macro's body

    # --- one mutant ---

    def add(self, node_start, node_end, change, text, alone=False, at=None):
        line = self.file.line_of(node_start if at is None else at)
        change = flat(change)
        key = (self.function, line, change)
        self.seen[key] = self.seen.get(key, 0) + 1
        if self.seen[key] > 1:
            change += f" #{self.seen[key]}"
        mutant = Mutant(self.base + len(self.mutants), self.file.name, self.function, line, change,
                        node_start, node_end, text)
        mutant.alone = alone or not self.in_place or mutant.number in self.refused
        self.mutants.append(mutant)
        return mutant

    def original(self, node):
        return self.file.text[node.start : node.end]

    def choose(self, node, alternatives, inner):
        """The expression with its alternatives: [(what changes, text, place)]."""
        chain = ""
        for change, text, at in alternatives:
            mutant = self.add(node.start, node.end, change, text, at=at)
            if not mutant.alone:
                chain += f"{self.newline}{MARKS}({mutant.number}) ? ({flat(text)}) : "
        return f"({chain}{self.newline}({inner}))" if chain else inner

    # --- expressions ---

    def rebuild(self, node, parts):
        """The node's text with its parts, [(Node, new text)], put in."""
        text, at = "", node.start
        for part, new in sorted(parts, key=lambda pair: pair[0].start):
            text += self.file.text[at : part.start] + new
            at = part.end
        return text + self.file.text[at : node.end]

    def expression(self, node, truth=False, more=()):
        """The node's text with every mutant in it; `truth`: only its being true or false counts;
        `more`: alternatives for the whole, because of where it stands."""
        kids = self.kids(node, truth)
        inner = self.rebuild(node, kids)
        own = getattr(self, "of_" + node.kind, lambda *_: [])(node, truth)
        place = node.mark_start if node.mark else node.start
        known = {flat(self.original(node))}
        alternatives = []
        for change, text in [*own, *((f"{what} {flat(self.original(node))}", text)
                                     for what, text in more)]:
            if flat(text) not in known:
                known.add(flat(text))
                alternatives.append((change, text, place))
        return self.choose(node, alternatives, inner)

    def kids(self, node, truth):
        if node.kind == "call" and node.more["name"] in ("UINT64_C", "INT64_C"):
            return []
        found = []
        for at, kid in enumerate(node.kids):
            within = truth and node.kind == "group"
            if node.kind == "binary" and node.mark in ("&&", "||"):
                within = True
            if node.kind == "unary" and node.mark == "!":
                within = True
            more = ()
            if node.kind == "ternary" and at == 0:
                within, more = True, (("true for", "true"), ("false for", "false"))
            if node.kind == "list" and not self.is_constant(kid):
                more = (("0 for", "0"),)
            found.append((kid, self.expression(kid, within, more)))
        return found

    def is_constant(self, node):
        """Something with neighbours of its own, or the use of a list of texts."""
        return node.kind in ("list", "number", "string", "name") or (
            node.kind == "call" and node.more["name"].isupper())

    def of_number(self, node, truth):
        return self.number(self.original(node), "{}")

    def number(self, text, shape):
        match = re.fullmatch(r"(0[xX][0-9a-fA-F]+|\d+)([uUlL]*)", text)
        value, suffix = int(match.group(1), 0), match.group(2)
        hexadecimal = match.group(1)[:2].lower() == "0x"
        found = []
        for new in (value + 1, value - 1, 0):
            if new != value and (new >= 0 or not suffix):
                shown = f"{new:#x}" if hexadecimal and new else str(new)
                found.append((f"{text} to {shown}", shape.format(shown + suffix)))
        return found

    def of_name(self, node, truth):
        name = self.original(node)
        found = [(f"{name} to {other}", other) for other in self.names.near.get(name, [])]
        return found or ([(f"not {name}", f"!{name}")] if truth else [])

    def of_string(self, node, truth):
        return [(f"{self.original(node)} to empty", '""')]

    def of_char(self, node, truth):
        return [(f"{self.original(node)} to another", "'@'")]

    def of_call(self, node, truth):
        name = node.more["name"]
        if name in ("UINT64_C", "INT64_C"):
            return self.number(self.original(node.kids[0]), name + "({})")
        return self.negation(node, truth)

    def of_member(self, node, truth):
        return self.negation(node, truth)

    of_index = of_member

    def negation(self, node, truth):
        text = self.original(node)
        return [(f"not {text}", f"!{text}")] if truth else []

    def of_unary(self, node, truth):
        if node.mark in ("!", "~", "-"):
            return [(f"{node.mark} dropped of {self.original(node)}", self.original(node.kids[0]))]
        return self.negation(node, truth)

    def of_binary(self, node, truth):
        left, right = (self.operand(kid) for kid in node.kids)
        found = [(f"{node.mark} to {mark}", f"{left} {mark} {right}") for mark in BINARY[node.mark]]
        if node.mark in DROPS:
            found.append((f"{node.mark} dropped: {right} alone", right))
            found.append((f"{node.mark} dropped: {left} alone", left))
        if node.mark == "&" and truth:
            found += self.negated(node)
        return found

    def operand(self, node):
        """Another operator may bind less than the one for which it was written."""
        return f"({self.original(node)})" if node.kind == "binary" else self.original(node)

    def negated(self, node):
        return [(f"not {self.original(node)}", f"!({self.original(node)})")]

    def of_assign(self, node, truth):
        left, right = (self.original(kid) for kid in node.kids)
        found = [(f"{node.mark} to {mark}", f"{left} {mark} {right}") for mark in ASSIGN[node.mark]]
        return found + [(f"delete {left} {node.mark}", right)]

    def of_step(self, node, truth):
        operand = self.original(node.kids[0])
        other = "--" if node.mark == "++" else "++"
        text = other + operand if node.more["prefix"] else operand + other
        return [(f"{node.mark} to {other}", text), (f"delete {node.mark} of {operand}", operand)]

    # --- statements ---

    def statement(self, node):
        return getattr(self, "write_" + node.kind)(node)

    def parts(self, node):
        return self.rebuild(node, [(kid, self.statement(kid)) for kid in node.kids])

    write_block = parts

    def write_directive(self, node):
        return "\n" + self.original(node) + "\n"

    def write_empty(self, node):
        return self.original(node)

    write_label = write_empty

    def deletable(self, node, inner):
        mutant = self.add(node.start, node.end, f"delete {self.original(node)}", ";")
        return inner if mutant.alone else f"{{\nif (!{MARKS}({mutant.number})) {{ {inner} }} }}"

    def write_jump(self, node):
        return self.deletable(node, self.original(node))

    def write_statement(self, node):
        value = node.kids[0]
        inner = self.rebuild(node, [(value, self.expression(value))])
        core = value
        while core.kind in ("cast", "group"):
            core = core.kids[0]
        return self.deletable(node, inner) if core.kind == "call" else inner

    def write_return(self, node):
        if not node.kids:
            return self.deletable(node, self.original(node))
        value, returns = node.kids[0], self.returns
        more, truth = (), "bool" in returns
        if truth:
            more = (("true for", "true"), ("false for", "false"))
        elif "*" in returns:
            more = (("NULL for", "NULL"),)
        elif "struct" not in returns:
            more = (("0 for", "0"),)
        if value.kind in ("number", "string") or self.original(value) in self.names.near:
            more = ()  # has neighbours of its own
        if self.original(value) == "NULL":
            more = ()
        return self.rebuild(node, [(value, self.expression(value, truth, more))])

    def write_declaration(self, node):
        before, self.in_place = self.in_place, self.in_place and not node.more["constant"]
        words, found = node.more["words"], []
        for value in node.kids:
            more, truth = (), "bool" in words
            plain = "struct" not in words and "*" not in value.more["head"]
            if truth:
                more = (("true for", "true"), ("false for", "false"))
            elif plain and not self.is_constant(value):
                more = (("0 for", "0"),)
            found.append((value, self.expression(value, truth, more)))
        self.in_place = before
        return self.rebuild(node, found)

    def write_if(self, node):
        condition = node.kids[0]
        more = (("true for", "true"), ("false for", "false"))
        found = [(condition, self.expression(condition, True, more))]
        found += [(kid, self.statement(kid)) for kid in node.kids[1:]]
        return self.rebuild(node, found)

    def write_while(self, node):
        condition, body = node.kids
        return self.rebuild(node, [
            (condition, self.expression(condition, True, (("false for", "false"),))),
            (body, self.statement(body)),
        ])

    def write_do(self, node):
        body, condition = node.kids
        return self.rebuild(node, [
            (body, self.statement(body)),
            (condition, self.expression(condition, True, (("false for", "false"),))),
        ])

    def write_for(self, node):
        found = []
        if "first" in node.more:
            found.append((node.more["first"], self.statement(node.more["first"])))
        if "condition" in node.more:
            condition = node.more["condition"]
            found.append((condition,
                          self.expression(condition, True, (("false for", "false"),))))
        if "step" in node.more:
            found.append((node.more["step"], self.expression(node.more["step"])))
        found.append((node.kids[0], self.statement(node.kids[0])))
        return self.rebuild(node, found)

    write_switch = parts

    # --- the file ---

    def macro(self, name, listing, begin, end):
        """A constant's definition, or the texts of a list."""
        self.function = name
        if listing:
            for token in tokens_of(self.file.text, begin, end) if name[0].isupper() else []:
                if token.kind == "string":
                    self.add(token.start, token.end, f"{token.text} to empty", '""', alone=True)
            return None
        reader = Reader(self.file.text, tokens_of(self.file.text, begin, end))
        if not reader.tokens:
            return None
        node = reader.expression()
        if reader.at != len(reader.tokens):
            raise Unreadable(f"{self.file.name}: {name}: more than an expression")
        self.newline = ""
        text = self.expression(node)
        self.newline = "\n"
        return node, text.replace("\\\n", " ")

    def write(self):
        """The file that holds every mutant."""
        parts = []
        for macro in self.file.macros:
            if not macro[1] or '"' in self.file.text[macro[2] : macro[3]]:
                parts.append(self.macro(*macro))
        for name, node in self.file.tables:
            self.function, self.in_place = name, False
            self.expression(node)
            self.in_place = True
        for function in self.file.functions:
            self.function, self.returns = function.name, function.returns
            parts.append((function.body, self.statement(function.body)))
        text, at = "", 0
        for node, new in sorted((part for part in parts if part), key=lambda pair: pair[0].start):
            text += self.file.text[at : node.start] + new
            at = node.end
        return text + self.file.text[at:]


def changed(file, mutant):
    """The file's text with that one change; every other line keeps its number."""
    text = mutant.text if mutant.text[0] in ";\"'" else f"({mutant.text})"
    lines = file.text.count("\n", mutant.start, mutant.end) - text.count("\n")
    return file.text[: mutant.start] + text + "\n" * lines + file.text[mutant.end :]


def read(root, name):
    with open(f"{root}/{name}", encoding="utf-8") as file:
        return File(name, file.read())
