"""A picture of the table in headline.py as SVG: one line for each figure, one dot for each program,
on a logarithmic scale of multiples of the reference program."""

import math
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT = 1000, 340, 50
TOP, LINE = 96, 34
LEAST, MOST = 0.1, 100_000.0

# Colours that can be told apart without seeing red and green.
COLOURS = {
    "baton": "#d55e00", "catatonit": "#0072b2", "tini": "#56b4e9", "dumb-init": "#009e73",
    "s6": "#cc79a7", "runit": "#7b4fa3", "supervisor": "#222222", "busybox": "#b59f00",
}


def place(ratio):
    """Where a ratio lies on the axis."""
    share = math.log(ratio / LEAST) / math.log(MOST / LEAST)
    return LEFT + (WIDTH - LEFT - RIGHT) * min(max(share, 0), 1)


def text(x, y, words, size=13, anchor="start", colour="#222222"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" '
            f'fill="{colour}">{escape(words)}</text>')


def line(x1, y1, x2, y2, colour, width=1.0):
    return (f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{colour}" stroke-width="{width}"/>')


def dot(x, y, name):
    radius = 7 if name == "baton" else 5
    return (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{COLOURS[name]}" '
            f'fill-opacity="0.85" stroke="#ffffff"><title>{escape(name)}</title></circle>')


def axis(bottom):
    yield line(LEFT, bottom, WIDTH - RIGHT, bottom, "#222222")
    exponent = round(math.log10(LEAST))
    while 10**exponent <= MOST:
        x = place(10.0**exponent)
        yield line(x, TOP - 14, x, bottom, "#222222" if exponent == 0 else "#dddddd")
        yield text(x, bottom + 18, f"{10.0**exponent:,g}×", 12, "middle")
        exponent += 1
    yield text((LEFT + WIDTH - RIGHT) / 2, bottom + 40,
               "multiple of the reference program's figure (1× is as small as it can be), log scale",
               13, "middle")


def legend():
    x = LEFT
    for name in COLOURS:
        yield dot(x, 58, name)
        yield text(x + 11, 62, name, 12)
        x += 28 + 7 * len(name)


def svg(title, rows):
    """rows: (name of the figure, the reference's own, {program: ratio})"""
    bottom = TOP + LINE * len(rows)
    height = bottom + 60
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="sans-serif">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        text(20, 30, title, 17), *legend(), *axis(bottom),
    ]
    for number, (name, reference, ratios) in enumerate(rows):
        y = TOP + LINE * (number + 0.5)
        parts.append(text(LEFT - 12, y, name, 13, "end"))
        parts.append(text(LEFT - 12, y + 13, f"1× = {reference}", 10, "end", "#777777"))
        parts.append(line(LEFT, y, WIDTH - RIGHT, y, "#eeeeee"))
        marks = sorted(ratios.items(), key=lambda pair: pair[0] == "baton")
        parts += [dot(place(ratio), y, program) for program, ratio in marks]
    return "\n".join([*parts, "</svg>", ""])


def rows_of(headline_rows, columns):
    """The rows of the table that are ratios, as numbers again."""
    for name, texts in headline_rows:
        ratios = {
            program: float(cell[:-1].replace(",", ""))
            for program, cell in zip(columns[1:], texts[1:])
            if cell.endswith("×") and float(cell[:-1].replace(",", "")) > 0
        }
        if ratios:
            yield name, texts[0], ratios
