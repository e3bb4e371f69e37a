"""A picture of the table in headline.py as SVG: a panel for each kind of work, in it a line for each
figure and on that a dot for each program, on a logarithmic scale of multiples of the reference
program. What baton's own figure comes to stands at its dot; dots that would hide each other are moved
down."""

import math
from xml.sax.saxutils import escape

import headline

WIDTH, LEFT, RIGHT = 1000, 330, 40
HEAD, TITLE, LINE, FOOT, NOTE = 84, 44, 50, 34, 26
APART, DOWN = 11, 11  # of dots that would hide each other
LEAST, MOST = 0.1, 100_000.0

# Colours that can be told apart without seeing red and green.
COLOURS = {
    "baton": "#d55e00", "catatonit": "#0072b2", "tini": "#56b4e9", "dumb-init": "#009e73",
    "s6": "#cc79a7", "runit": "#7b4fa3", "supervisor": "#222222", "busybox": "#b59f00",
}
LARGER = {"µs": (1000, "ms"), "ms": (1000, "s")}


def place(ratio):
    """Where a ratio lies on the axis."""
    share = math.log(ratio / LEAST) / math.log(MOST / LEAST)
    return LEFT + (WIDTH - LEFT - RIGHT) * min(max(share, 0), 1)


def text(x, y, words, size=13, anchor="start", colour="#222222", weight="normal", halo="none"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" '
            f'font-weight="{weight}" fill="{colour}" stroke="{halo}" stroke-width="3" '
            f'paint-order="stroke">{escape(words)}</text>')


def line(x1, y1, x2, y2, colour, width=1.0):
    return (f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{colour}" stroke-width="{width}"/>')


def dot(x, y, name):
    radius = 7 if name == "baton" else 5
    return (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{COLOURS[name]}" '
            f'stroke="#ffffff"><title>{escape(name)}</title></circle>')


def own_value(reference, ratio):
    """A figure of which the reference's and the multiple are known, as people say it."""
    number, unit = reference.split()
    value = float(number.replace(",", "")) * ratio
    if unit in LARGER and value >= LARGER[unit][0]:
        value, unit = value / LARGER[unit][0], LARGER[unit][1]
    return f"{value:,.1f} {unit}" if value < 10 else f"{value:,.0f} {unit}"


def legend():
    x = 20.0
    for name in COLOURS:
        yield dot(x, 54, name)
        yield text(x + 11, 58, name, 12)
        x += 34 + 7 * len(name)
    yield text(x + 10, 58, "1× is that program's own figure", 12, colour="#777777")


def axis(top, bottom):
    yield text(LEFT, top - 8, "← better", 12, colour="#777777")
    for exponent in range(round(math.log10(LEAST)), round(math.log10(MOST)) + 1):
        x = place(10.0**exponent)
        yield line(x, top, x, bottom, "#222222" if exponent == 0 else "#dddddd")
        yield text(x, bottom + 15, f"{10.0**exponent:,g}×", 11, "middle", "#777777")


def dots(y, ratios):
    """baton first, so that nobody is above it; whoever would hide another goes below."""
    placed = []
    for name, ratio in sorted(ratios.items(), key=lambda pair: pair[0] != "baton"):
        x, down = place(ratio), 0
        while any(abs(x - other) < APART and down == level for other, level in placed):
            down += DOWN
        placed.append((x, down))
        yield dot(x, y + down, name)


def panel(top, title, rows):
    """rows: (name of the figure, the reference's own, {program: ratio})"""
    yield text(20, top + 26, title, 15, weight="bold")
    first = top + TITLE
    yield from axis(first - 10, first + LINE * len(rows))
    for number, (name, reference, ratios) in enumerate(rows):
        y = first + LINE * (number + 0.3)
        yield text(LEFT - 12, y + 2, name, 13, "end")
        yield text(LEFT - 12, y + 15, f"1× = {reference}", 10, "end", "#777777")
        yield line(LEFT, y, WIDTH - RIGHT, y, "#eeeeee")
        yield from dots(y, ratios)
        if "baton" in ratios:
            yield text(place(ratios["baton"]), y - 10, own_value(reference, ratios["baton"]), 11,
                       "middle", COLOURS["baton"], "bold", "#ffffff")


def svg(title, panels, note):
    """panels: (title, rows)"""
    parts = []
    at = HEAD
    for name, rows in panels:
        parts += panel(at, name, rows)
        at += TITLE + LINE * len(rows) + FOOT
    parts.append(text(20, at + 4, note, 12))
    height = at + NOTE
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="sans-serif">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        text(20, 28, title, 17), *legend(), *parts, "</svg>", ""])


def ratio_of(cell):
    return float(cell[:-1].replace(",", "")) if cell.endswith("×") else 0.0


def picture(title, table):
    """table: the rows of headline.py, as they are printed."""
    texts = dict(table)
    drawn = {name: {program: ratio_of(cell) for program, cell in zip(headline.COLUMNS[1:], cells[1:])
                    if ratio_of(cell) > 0} for name, cells in texts.items()}
    panels = [(panel_title, [(name, texts[name][0], drawn[name]) for name in names if drawn.get(name)])
              for panel_title, names in headline.PANELS]
    idle = " · ".join(f"{program} {count}" for program, count in
                      zip(headline.COLUMNS[1:], texts.get(headline.IDLE_ROW, [])[1:]) if count)
    return svg(title, [pair for pair in panels if pair[1]], f"{headline.IDLE_ROW}: {idle}")
