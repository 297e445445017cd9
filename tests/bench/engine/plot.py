"""The growth of costs as an SVG: one small plot for each cost, both axes logarithmic, a line for each engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT, MARGIN, COLUMNS = 230, 170, 34, 4
COLOURS = ("#0b6e4f", "#c1440e", "#8a6d00", "#3a5a98", "#7a3b8f")  # each reaches 4.5:1 on white
Lines = Mapping[str, Sequence[tuple[float, float]]]  # by engine: number of documents and milliseconds


def svg(plots: Mapping[str, Lines]) -> str:
    """All plots on white, with a legend. Titles are the keys."""
    names = list(dict.fromkeys(name for lines in plots.values() for name in lines))
    rows = -(-len(plots) // COLUMNS)
    width, height = COLUMNS * WIDTH, rows * HEIGHT + 30
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        f'font-size="10"><title>Cost in milliseconds by number of documents</title>'
        f'<rect width="{width}" height="{height}" fill="#fff"/>'
    ]
    for number, name in enumerate(names):
        x = 10 + number * 110
        parts.append(f'<path d="M{x} 14h20" stroke="{_colour(names, name)}" stroke-width="2"/>')
        parts.append(f'<text x="{x + 25}" y="18">{escape(name)}</text>')
    for number, (title, lines) in enumerate(plots.items()):
        row, column = divmod(number, COLUMNS)
        parts.append(f'<g transform="translate({column * WIDTH} {30 + row * HEIGHT})">')
        parts += [*_plot(title, lines, names), "</g>"]
    return "\n".join([*parts, "</svg>\n"])


def _plot(title: str, lines: Lines, names: Sequence[str]) -> Iterator[str]:
    points = [point for line in lines.values() for point in line]
    left, right = _decades([x for x, _ in points])
    low, high = _decades([y for _, y in points])

    def place(x: float, y: float) -> tuple[float, float]:
        across = (log10(x) - left) / (right - left) * (WIDTH - MARGIN - 12)
        up = (log10(y) - low) / (high - low) * (HEIGHT - MARGIN - 26)
        return round(MARGIN + across, 1), round(HEIGHT - MARGIN - up, 1)

    yield f'<text x="{MARGIN}" y="14" font-weight="bold">{escape(title)}</text>'
    for decade in range(left, right + 1):
        x, bottom = place(10.0**decade, 10.0**low)
        yield f'<path d="M{x} {bottom}V20" stroke="#ddd"/>'
        yield f'<text x="{x}" y="{bottom + 12}" text-anchor="middle">{_short(10.0**decade)}</text>'
    for decade in range(low, high + 1):
        x, y = place(10.0**left, 10.0**decade)
        yield f'<path d="M{x} {y}H{WIDTH - 12}" stroke="#ddd"/>'
        yield f'<text x="{x - 3}" y="{y + 3}" text-anchor="end">{_short(10.0**decade)}</text>'
    for name, line in lines.items():
        path = " ".join(f"{x},{y}" for x, y in (place(*point) for point in sorted(line)))
        yield f'<polyline points="{path}" fill="none" stroke="{_colour(names, name)}" stroke-width="2"/>'


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around some numbers, at least one apart."""
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return low, max(high, low + 1)


def _colour(names: Sequence[str], name: str) -> str:
    return COLOURS[names.index(name) % len(COLOURS)]


def _short(value: float) -> str:
    for unit, sign in ((1e6, "M"), (1e3, "k")):
        if value >= unit:
            return f"{value / unit:g}{sign}"
    return f"{value:g}"
