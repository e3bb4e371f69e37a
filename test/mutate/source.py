"""Reads a C file as far as mutation needs it: functions, statements, expressions.

Knows the C that this project is written in and no more: what it cannot read is an error, so nothing
is passed over in silence. Offsets are those of the text; nothing is expanded, so a macro's use reads
like the name or the call that it looks like.
"""

import re

TOKEN = re.compile(
    r"""(?P<space>\s+|\\\n|//[^\n]*|/\*.*?\*/)
      | (?P<directive>^[ \t]*\#(?:\\\n|[^\n])*)
      | (?P<string>"(?:\\.|[^"\\])*")
      | (?P<char>'(?:\\.|[^'\\])*')
      | (?P<number>0[xX][0-9a-fA-F]+[uUlL]*|\d+[uUlL]*)
      | (?P<name>[A-Za-z_]\w*)
      | (?P<mark>\.\.\.|<<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%&|^~!<>=?:;,.(){}\[\]])
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)

TYPE_WORDS = set(
    "struct enum union unsigned signed int char long short void bool float double const static "
    "extern inline size_t ssize_t ptrdiff_t int8_t int16_t int32_t int64_t uint8_t uint16_t "
    "uint32_t uint64_t write_value typedef".split()
)
ASSIGNMENTS = set("= += -= *= /= %= &= |= ^= <<= >>=".split())
LEVELS = {}
for _level, _marks in enumerate(
    ["||", "&&", "|", "^", "&", "== !=", "< > <= >=", "<< >>", "+ -", "* / %"]
):
    for _mark in _marks.split():
        LEVELS[_mark] = _level


class Unreadable(Exception):
    pass


class Token:
    __slots__ = ("kind", "text", "start", "end")

    def __init__(self, kind, text, start):
        self.kind, self.text, self.start, self.end = kind, text, start, start + len(text)


class Node:
    """An expression or a statement: its kind, its place, its parts, and an operator's own place."""

    def __init__(self, kind, start, end, kids=(), mark="", mark_start=0, **more):
        self.kind, self.start, self.end = kind, start, end
        self.kids, self.mark, self.mark_start = list(kids), mark, mark_start
        self.more = more


class Function:
    def __init__(self, name, returns, body):
        self.name, self.returns, self.body = name, returns, body


def tokens_of(text, begin=0, end=None):
    found, at = [], begin
    end = len(text) if end is None else end
    while at < end:
        match = TOKEN.match(text, at, end)
        if not match:
            raise Unreadable(f"character {text[at]!r} at {at}")
        if match.lastgroup != "space":
            found.append(Token(match.lastgroup, match.group(), match.start()))
        at = match.end()
    return found


class Reader:
    """Reads expressions and statements from a list of tokens."""

    def __init__(self, text, tokens):
        self.text, self.tokens, self.at = text, tokens, 0

    # --- tokens ---

    def peek(self, ahead=0):
        at = self.at + ahead
        return self.tokens[at].text if at < len(self.tokens) else ""

    def token(self):
        if self.at >= len(self.tokens):
            raise Unreadable("the text ends too early")
        return self.tokens[self.at]

    def take(self, text=None):
        token = self.token()
        if text is not None and token.text != text:
            line = self.text.count("\n", 0, token.start) + 1
            raise Unreadable(f"line {line}: {token.text!r} instead of {text!r}")
        self.at += 1
        return token

    def skip_balanced(self):
        """Past the bracket at hand and its partner; returns the token that closes it."""
        pairs = {"(": ")", "{": "}", "[": "]"}
        open_ = [self.take().text]
        while True:
            token = self.take()
            if token.text in pairs:
                open_.append(token.text)
            elif token.text in pairs.values():
                if pairs[open_.pop()] != token.text:
                    raise Unreadable(f"unbalanced {token.text} at {token.start}")
                if not open_:
                    return token

    def at_type(self, ahead=0):
        return self.peek(ahead) in TYPE_WORDS

    # --- expressions ---

    def expression(self):
        left = self.assignment()
        while self.peek() == ",":
            mark = self.take()
            right = self.assignment()
            left = Node("comma", left.start, right.end, [left, right], ",", mark.start)
        return left

    def assignment(self):
        left = self.ternary()
        if self.peek() in ASSIGNMENTS:
            mark = self.take()
            right = self.assignment()
            return Node("assign", left.start, right.end, [left, right], mark.text, mark.start)
        return left

    def ternary(self):
        condition = self.binary(0)
        if self.peek() != "?":
            return condition
        mark = self.take()
        yes = self.expression()
        self.take(":")
        no = self.ternary()
        return Node("ternary", condition.start, no.end, [condition, yes, no], "?", mark.start)

    def binary(self, level):
        left = self.unary()
        while LEVELS.get(self.peek(), -1) >= level:
            mark = self.take()
            right = self.binary(LEVELS[mark.text] + 1)
            left = Node("binary", left.start, right.end, [left, right], mark.text, mark.start)
        return left

    def unary(self):
        token = self.token()
        if token.text in ("!", "~", "-", "+", "&", "*", "++", "--"):
            self.take()
            operand = self.unary()
            kind = "step" if token.text in ("++", "--") else "unary"
            return Node(kind, token.start, operand.end, [operand], token.text, token.start,
                        prefix=True)
        if token.text == "sizeof":
            self.take()
            if self.peek() == "(" :
                end = self.skip_balanced().end
            else:
                end = self.unary().end
            return Node("sizeof", token.start, end)
        if token.text == "(" and self.at_type(1):
            close = self.skip_balanced()
            if self.peek() == "{":
                values = self.initializer()
                return Node("literal", token.start, values.end, [values])
            operand = self.unary()
            return Node("cast", token.start, operand.end, [operand], after=close.end)
        return self.postfix()

    def postfix(self):
        node = self.primary()
        while True:
            mark = self.peek()
            if mark == "(":
                node = self.call(node)
            elif mark == "[":
                self.take()
                index = self.expression()
                node = Node("index", node.start, self.take("]").end, [node, index])
            elif mark in (".", "->"):
                self.take()
                node = Node("member", node.start, self.take().end, [node])
            elif mark in ("++", "--"):
                token = self.take()
                node = Node("step", node.start, token.end, [node], token.text, token.start,
                            prefix=False)
            else:
                return node

    def call(self, function):
        if self.text[function.start : function.end] == "offsetof":
            return Node("name", function.start, self.skip_balanced().end)
        self.take("(")
        arguments = []
        while self.peek() != ")":
            if self.at_type():  # a macro's argument, as in a list of names and types
                raise Unreadable("a type as an argument")
            arguments.append(self.assignment())
            if self.peek() == ",":
                self.take()
        end = self.take(")").end
        name = self.text[function.start : function.end]
        return Node("call", function.start, end, arguments, name=name)

    def primary(self):
        token = self.take()
        if token.text == "(":
            inner = [self.expression()]
            if self.token().kind == "name":  # the macro of a list goes on with it: (0 LIST(X))
                self.take()
                self.skip_balanced()
                inner = []
            return Node("group", token.start, self.take(")").end, inner)
        if token.kind == "string":
            end = token.end
            while self.at < len(self.tokens) and self.tokens[self.at].kind == "string":
                end = self.take().end
            return Node("string", token.start, end)
        if token.kind in ("number", "char", "name"):
            return Node(token.kind, token.start, token.end)
        line = self.text.count("\n", 0, token.start) + 1
        raise Unreadable(f"line {line}: {token.text!r} begins no expression")

    def initializer(self):
        """A braced list. Directives between its lines (the X of a list) are passed over."""
        open_ = self.take("{")
        values = []
        while self.peek() != "}":
            if self.token().kind == "directive":
                self.take()
                continue
            if self.peek() in (".", "["):
                while self.peek() in (".", "["):
                    if self.peek() == ".":
                        self.take()
                        self.take()
                    else:
                        self.skip_balanced()
                self.take("=")
            values.append(self.initializer() if self.peek() == "{" else self.assignment())
            if self.peek() == ",":
                self.take()
        return Node("list", open_.start, self.take("}").end, values)

    # --- statements ---

    def block(self):
        open_ = self.take("{")
        parts = []
        while self.peek() != "}":
            parts.append(self.statement())
        return Node("block", open_.start, self.take("}").end, parts)

    def statement(self):
        token = self.token()
        if token.kind == "directive":
            self.take()
            return Node("directive", token.start, token.end)
        reader = {
            "{": self.block, "if": self.if_, "while": self.while_, "for": self.for_,
            "switch": self.switch, "case": self.label, "default": self.label, "do": self.do,
        }.get(token.text)
        if reader:
            return reader()
        if token.text in ("break", "continue"):
            self.take()
            return Node("jump", token.start, self.take(";").end)
        if token.text == "return":
            self.take()
            values = [] if self.peek() == ";" else [self.expression()]
            return Node("return", token.start, self.take(";").end, values)
        if token.text == ";":
            return Node("empty", token.start, self.take().end)
        if self.at_type():
            return self.declaration()
        value = self.expression()
        if value.kind == "call" and self.token().kind == "directive":  # LIST(X), then #undef X
            return Node("directive", value.start, value.end)
        return Node("statement", value.start, self.take(";").end, [value])

    def condition(self):
        self.take("(")
        value = self.expression()
        self.take(")")
        return value

    def if_(self):
        start = self.take("if").start
        parts = [self.condition(), self.statement()]
        if self.peek() == "else":
            self.take()
            parts.append(self.statement())
        return Node("if", start, parts[-1].end, parts)

    def while_(self):
        start = self.take("while").start
        parts = [self.condition(), self.statement()]
        return Node("while", start, parts[-1].end, parts)

    def do(self):
        start = self.take("do").start
        body = self.statement()
        self.take("while")
        condition = self.condition()
        return Node("do", start, self.take(";").end, [body, condition])

    def for_(self):
        start = self.take("for").start
        self.take("(")
        parts = {}
        if self.peek() != ";":
            parts["first"] = self.declaration() if self.at_type() else self.simple()
        else:
            self.take()
        if self.peek() != ";":
            parts["condition"] = self.expression()
        self.take(";")
        if self.peek() != ")":
            parts["step"] = self.expression()
        self.take(")")
        body = self.statement()
        return Node("for", start, body.end, [body], **parts)

    def simple(self):
        value = self.expression()
        return Node("statement", value.start, self.take(";").end, [value])

    def switch(self):
        start = self.take("switch").start
        self.condition()
        body = self.statement()
        return Node("switch", start, body.end, [body])

    def label(self):
        start = self.take().start
        while self.peek() != ":":
            self.take()
        return Node("label", start, self.take(":").end)

    def declaration(self):
        """One or more declarators; each one's initializer is a part."""
        first = self.token()
        start, words = first.start, []
        values = []
        while self.peek() != ";":
            if self.peek() == "=":
                self.take()
                head = self.text[start : self.token().start]
                values.append(
                    self.initializer() if self.peek() == "{" else self.assignment())
                values[-1].more["head"] = head
            elif self.peek() in ("(", "[", "{"):
                self.skip_balanced()
            else:
                words.append(self.take().text)
        return Node("declaration", start, self.take(";").end, values, words=words,
                    constant="static" in words or "typedef" in words)


class File:
    """The functions, macros and tables of one file."""

    def __init__(self, name, text):
        self.name, self.text = name, text
        self.functions = []  # Function
        self.macros = []  # (name, is a list or function, begin and end of the body)
        self.tables = []  # (name, Node)
        self.read()

    def line_of(self, offset):
        """The text of the line in which the offset lies."""
        begin = self.text.rfind("\n", 0, offset) + 1
        end = self.text.find("\n", offset)
        return self.text[begin : end if end >= 0 else len(self.text)].rstrip("\\").strip()

    def read(self):
        reader = Reader(self.text, tokens_of(self.text))
        while reader.at < len(reader.tokens):
            token = reader.token()
            if token.kind == "directive":
                reader.take()
                self.directive(token)
            else:
                self.external(reader)

    def directive(self, token):
        match = re.match(r"\s*#\s*define\s+(\w+)(\(?)", token.text)
        if match:
            begin = token.start + match.end()
            if match.group(2):
                begin = token.start + token.text.index(")", match.end()) + 1
            self.macros.append((match.group(1), bool(match.group(2)), begin, token.end))

    def external(self, reader):
        """A function, or a declaration with or without a table."""
        start, words, name = reader.token().start, [], ""
        while True:
            mark = reader.peek()
            if mark == "(":
                name = words.pop() if words else ""
                reader.skip_balanced()
            elif mark == "[":
                reader.skip_balanced()
            elif mark == "=":
                reader.take()
                value = reader.initializer() if reader.peek() == "{" else reader.assignment()
                self.tables.append((words[-1], value))
            elif mark == "{":
                if name and words[:1] != ["typedef"]:
                    self.functions.append(Function(name, words, reader.block()))
                    return
                reader.skip_balanced()  # the members of a struct or an enum
            elif mark == ";":
                reader.take()
                return
            elif reader.token().kind == "directive":
                self.directive(reader.take())
            else:
                words.append(reader.take().text)
