"""Charts as SVG, drawn on the server: bars, stacked bars, rows, lines, and the table beside them.

Pure functions from values to markup. Nothing in it needs a style or a script (a strict
Content-Security-Policy): colours are presentation attributes, which the classes of the
console's `charts.css` replace in the dark. Each series has a pattern or a marker of its own, so
that a chart can be read without colours and on paper (palette: Okabe and Ito, 2008).
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from markupsafe import Markup

from bot import texts
from bot.documents.chart_labels import measure_label, wrap_label
from bot.documents.chart_scales import Scale, choose_every, format_number, make_scale, shorten

COLOURS = ("#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9")
DASHES = ("", "7 4", "2 3", "9 3 2 3", "12 4", "4 2")
LETTER = 7.2  # px a letter takes at most, at 13 px
LINE = 18
GAP = 8
RIGHT = 16
WIDEST_BAR = 72
LABEL_SHARE = 0.34  # of a picture's width that the names of its rows take at most


class Legend(Enum):
    """What stands before a name in the legend."""

    NONE = 0
    BARS = 1
    LINES = 2


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one kind, one for each label; None is unknown."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class ChartData:
    """What a chart shows. `title` and `description` are what a screen reader says."""

    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    description: str = ""

    def list_values(self) -> list[float]:
        """Return all known values."""
        return [
            value for series in self.series for value in _clean(series.values) if value is not None
        ]


@dataclass(frozen=True, slots=True)
class _Frame:
    """The area of the plot within the picture, its scale and the width of a label's column."""

    left: float
    top: float
    width: float
    height: float
    scale: Scale
    columns: int

    def x(self, column: float) -> float:
        """Return the horizontal place of a column's middle (0 is the first)."""
        return self.left + self.width * (column + 0.5) / self.columns

    def y(self, value: float) -> float:
        """Return the vertical place of a value."""
        return self.top + self.height * (1 - self.scale.place(value))


def draw_bars(
    data: ChartData, *, name: str = "chart", width: int = 640, height: int = 300
) -> Markup:
    """Draw bars, those of one label side by side. `name` is unique on the page."""
    if not data.list_values():
        return _draw_empty(data, name, width)
    frame = _make_frame(data, width, height, make_scale(data.list_values()))
    bar = min(frame.width / frame.columns * 0.8 / len(data.series), WIDEST_BAR)
    parts = [_draw_axes(data, frame)]
    for at, series in enumerate(data.series):
        for column, value in enumerate(_clean(series.values)):
            if value is not None:
                x = frame.x(column) + bar * (at + 0.5 - len(data.series) / 2)
                parts.append(_draw_bar(frame, name, at, x - bar / 2, bar, 0.0, value))
                parts.append(_label_bar(data, frame, x, value, bar))
    return _wrap(data, name, width, height, parts)


def draw_stacked_bars(
    data: ChartData, *, name: str = "chart", width: int = 640, height: int = 300
) -> Markup:
    """Draw one bar a label, its series on top of each other; negative values are left out."""
    sums = [sum(column) for column in _stack(data)]
    if not data.list_values():
        return _draw_empty(data, name, width)
    frame = _make_frame(data, width, height, make_scale(sums))
    bar = min(frame.width / frame.columns * 0.7, WIDEST_BAR)
    parts = [_draw_axes(data, frame)]
    for column, stack in enumerate(_stack(data)):
        base, x = 0.0, frame.x(column)
        for at, value in enumerate(stack):
            if value:
                parts.append(_draw_bar(frame, name, at, x - bar / 2, bar, base, base + value))
                base += value
        parts.append(_label_bar(data, frame, x, base, bar))
    return _wrap(data, name, width, height, parts)


def draw_lines(
    data: ChartData, *, name: str = "chart", width: int = 640, height: int = 300
) -> Markup:
    """Draw a line a series, broken where a value is unknown, each value with a marker."""
    if not data.list_values():
        return _draw_empty(data, name, width)
    frame = _make_frame(data, width, height, make_scale(data.list_values()))
    parts = [_draw_axes(data, frame)]
    for at, series in enumerate(data.series):
        for run in _list_runs(_clean(series.values)):
            points = [(frame.x(column), frame.y(value)) for column, value in run]
            parts.append(_draw_line(at, points))
            parts += [_draw_marker(at, x, y) for x, y in points]
    return _wrap(data, name, width, height, parts, legend=Legend.LINES)


def draw_rows(data: ChartData, *, name: str = "chart", width: int = 640) -> Markup:
    """Draw one lying bar a label with its value behind it: for villages, whose names are long.

    A name that is wider than its column stands in two lines.
    """
    values = _clean(data.series[0].values) if data.series else []
    if not data.list_values():
        return _draw_empty(data, name, width)
    scale = make_scale(data.list_values())
    labels = [wrap_label(label, width * LABEL_SHARE) for label in data.labels]
    left = 2 * GAP + max(measure_label(line) for lines in labels for line in lines)
    right, row = 12 * LETTER, max(map(len, labels)) * LINE
    parts = []
    for number, (lines, value) in enumerate(zip(labels, values, strict=True)):
        y = GAP + number * (row + GAP)
        parts.append(_draw_label(lines, data.labels[number], left - GAP, y + row / 2))
        if value is not None:
            zero, end = (
                left + (width - left - right) * scale.place(place) for place in (0.0, value)
            )
            top = y + (row - LINE) / 2
            parts.append(_rect(name, 0, min(zero, end), top, abs(end - zero), LINE))
            parts.append(_text(format_number(value), max(zero, end) + 6, top + 13))
    height = GAP + len(labels) * (row + GAP)
    return _wrap(data, name, width, height, parts, legend=Legend.NONE)


def _draw_label(lines: Sequence[str], whole: str, right: float, middle: float) -> Markup:
    """Return the lines of a label that ends at `right`, around the middle of its row."""
    top = middle - len(lines) * LINE / 2
    shown = " ".join(lines)
    return Markup("").join(
        _text(
            line,
            right,
            top + number * LINE + 13,
            anchor="end",
            whole=whole if shown != whole and number == 0 else "",
        )
        for number, line in enumerate(lines)
    )


def draw_table(data: ChartData, heading: str = "") -> Markup:
    """Return the same values as a table: for who cannot see the picture, and to copy."""
    names = Markup("").join(
        Markup('<th scope="col">{}</th>').format(series.name) for series in data.series
    )
    rows = Markup("").join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(label, _draw_cells(data, at))
        for at, label in enumerate(data.labels)
    )
    return Markup(
        '<table class="chart-table"><caption>{}</caption>'
        '<thead><tr><th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody></table>'
    ).format(data.title, heading, names, rows)


def _draw_cells(data: ChartData, at: int) -> Markup:
    values = [_clean(series.values)[at] for series in data.series]
    return Markup("").join(
        Markup("<td>{}</td>").format("" if value is None else format_number(value))
        for value in values
    )


def _clean(values: Sequence[float | None]) -> list[float | None]:
    """Return the values, what is no finite number as unknown."""
    return [
        float(value) if value is not None and math.isfinite(value) else None for value in values
    ]


def _stack(data: ChartData) -> list[list[float]]:
    columns = zip(*(_clean(series.values) for series in data.series), strict=True)
    return [[max(0.0, value or 0.0) for value in column] for column in columns]


def _list_runs(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    """Yield the stretches of known values, each with its column."""
    run: list[tuple[int, float]] = []
    for column, value in enumerate(values):
        if value is not None:
            run.append((column, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _make_frame(data: ChartData, width: int, height: int, scale: Scale) -> _Frame:
    left = 2 * GAP + LETTER * max(len(format_number(tick)) for tick in scale.ticks)
    top = LINE + _legend_height(data, width)
    bottom = LINE + GAP
    return _Frame(
        left, top, width - left - RIGHT, height - top - bottom, scale, max(1, len(data.labels))
    )


def _draw_axes(data: ChartData, frame: _Frame) -> Markup:
    """Return the lines of the ticks with their numbers, and as many labels as fit."""
    right, bottom = frame.left + frame.width, frame.top + frame.height
    parts = []
    for tick in frame.scale.ticks:
        y = frame.y(tick)
        css = "chart-zero" if tick == 0 else "chart-grid"
        stroke = "#555555" if tick == 0 else "#cccccc"
        line = '<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}"/>'
        places = (_at(frame.left), _at(y), _at(right), _at(y))
        parts.append(Markup(line).format(css, *places, stroke))
        parts.append(_text(format_number(tick), frame.left - 6, y + 4, anchor="end"))
    longest = max(map(len, data.labels), default=1)
    room = int(frame.width / (min(longest, 12) * LETTER + GAP))
    every = choose_every(len(data.labels), room)
    letters = int(frame.width / frame.columns * every / LETTER)
    for column, label in enumerate(data.labels):
        if column % every == 0:
            shown = shorten(label, max(3, letters))
            parts.append(_text(shown, frame.x(column), bottom + LINE, anchor="middle", whole=label))
    return Markup("").join(parts)


def _draw_bar(
    frame: _Frame, name: str, at: int, x: float, width: float, low: float, high: float
) -> Markup:
    top, bottom = sorted((frame.y(low), frame.y(high)))
    return _rect(name, at, x, top, width, bottom - top)


def _rect(name: str, at: int, x: float, y: float, width: float, height: float) -> Markup:
    """Return a bar in the colour of a series, with its pattern over it."""
    place = Markup('x="{}" y="{}" width="{}" height="{}"').format(
        *map(_at, (x, y, max(0.0, width), max(0.0, height)))
    )
    at %= len(COLOURS)
    bar = Markup('<rect class="chart-s{}" {} fill="{}"/>').format(at, place, COLOURS[at])
    if at == 0:
        return bar
    return bar + Markup('<rect {} fill="url(#{}-p{})"/>').format(place, name, at)


def _label_bar(data: ChartData, frame: _Frame, x: float, value: float, room: float) -> Markup:
    """Return the value above its bar, if it is not wider than the bar and its gap."""
    written = format_number(value)
    if len(written) * LETTER > room * 1.3 or value < 0:
        return Markup("")
    return _text(written, x, frame.y(value) - 4, anchor="middle")


def _draw_line(at: int, points: Sequence[tuple[float, float]]) -> Markup:
    path = " ".join(f"{_at(x)},{_at(y)}" for x, y in points)
    at %= len(COLOURS)
    dash = Markup(' stroke-dasharray="{}"').format(DASHES[at]) if DASHES[at] else ""
    line = '<polyline class="chart-l{}" points="{}" fill="none" stroke="{}" stroke-width="2.5"{}/>'
    return Markup(line).format(at, path, COLOURS[at], dash)


def _draw_marker(at: int, x: float, y: float) -> Markup:
    """Return the marker of a series: circle, square, triangle, in turn."""
    at %= len(COLOURS)
    match at % 3:
        case 0:
            shape = Markup('<circle class="chart-s{}" cx="{}" cy="{}" r="4" fill="{}"/>')
            return shape.format(at, _at(x), _at(y), COLOURS[at])
        case 1:
            shape = Markup('<rect class="chart-s{}" x="{}" y="{}" width="8" height="8" fill="{}"/>')
            return shape.format(at, _at(x - 4), _at(y - 4), COLOURS[at])
    corners = f"{_at(x)},{_at(y - 5)} {_at(x + 5)},{_at(y + 4)} {_at(x - 5)},{_at(y + 4)}"
    shape = Markup('<polygon class="chart-s{}" points="{}" fill="{}"/>')
    return shape.format(at, corners, COLOURS[at])


def _text(words: str, x: float, y: float, *, anchor: str = "start", whole: str = "") -> Markup:
    """Return a text; `whole` is shown when a pointer rests on what had to be cut."""
    hint = Markup("<title>{}</title>").format(whole) if whole and whole != words else ""
    text = '<text class="chart-text" x="{}" y="{}" text-anchor="{}" fill="#222222">{}{}</text>'
    return Markup(text).format(_at(x), _at(y), anchor, words, hint)


def _at(place: float) -> str:
    """Return a coordinate with one decimal."""
    return f"{place:.1f}".removesuffix(".0")


def _list_legend(data: ChartData, width: int) -> Iterator[tuple[int, float, float, str]]:
    """Yield series, x, y and name of each entry of the legend, broken into lines."""
    x, y = float(GAP), 0.0
    for at, series in enumerate(data.series):
        name = shorten(series.name, 40)
        needed = 24 + len(name) * LETTER + 2 * GAP
        if x + needed > width and x > GAP:
            x, y = float(GAP), y + LINE
        yield at, x, y, name
        x += needed


def _legend_height(data: ChartData, width: int) -> float:
    if len(data.series) < 2:
        return 0.0
    return max(y for _, _, y, _ in _list_legend(data, width)) + LINE


def _draw_legend(data: ChartData, name: str, width: int, legend: Legend) -> Markup:
    if len(data.series) < 2 or legend is Legend.NONE:
        return Markup("")
    return Markup("").join(
        _draw_sample(name, at, x, y, legend) + _text(words, x + 22, y + 15)
        for at, x, y, words in _list_legend(data, width)
    )


def _draw_sample(name: str, at: int, x: float, y: float, legend: Legend) -> Markup:
    if legend is Legend.BARS:
        return _rect(name, at, x, y + 4, 16, 12)
    line = _draw_line(at, [(x - 3, y + 10), (x + 19, y + 10)])
    return line + _draw_marker(at, x + 8, y + 10)


def _draw_patterns(data: ChartData, name: str) -> Markup:
    """Return the patterns of the series behind the first, which is plain."""
    shapes = (
        "",
        '<path d="M0 8L8 0" stroke="#ffffff" stroke-width="2"/>',
        '<circle cx="4" cy="4" r="1.6" fill="#ffffff"/>',
        '<path d="M0 4H8" stroke="#ffffff" stroke-width="2"/>',
        '<path d="M4 0V8" stroke="#ffffff" stroke-width="2"/>',
        '<path d="M0 0L8 8M0 8L8 0" stroke="#ffffff" stroke-width="1.4"/>',
    )
    patterns = Markup("").join(
        Markup(
            '<pattern id="{}-p{}" width="8" height="8" patternUnits="userSpaceOnUse">{}</pattern>'
        ).format(name, at, Markup(shapes[at]))
        for at in range(1, min(len(data.series), len(shapes)))
    )
    return Markup("<defs>{}</defs>").format(patterns) if patterns else Markup("")


def _wrap(
    data: ChartData,
    name: str,
    width: int,
    height: float,
    parts: Sequence[Markup],
    *,
    legend: Legend = Legend.BARS,
) -> Markup:
    """Return the picture with its title and description."""
    described = Markup('<desc id="{}-d">{}</desc>').format(name, data.description)
    return Markup(
        '<svg class="chart" role="img" aria-labelledby="{}-t {}-d" viewBox="0 0 {} {}"'
        ' width="{}" height="{}" font-size="13" font-family="inherit"'
        ' xmlns="http://www.w3.org/2000/svg"><title id="{}-t">{}</title>{}{}{}{}</svg>'
    ).format(
        *(name, name, width, _at(height), width, _at(height), name, data.title, described),
        _draw_patterns(data, name),
        _draw_legend(data, name, width, legend),
        Markup("").join(parts),
    )


def _draw_empty(data: ChartData, name: str, width: int) -> Markup:
    """Return a picture that says that there is nothing to show."""
    said = _text(texts.CHART_EMPTY, width / 2, 44, anchor="middle")
    return _wrap(data, name, width, 80, [said], legend=Legend.NONE)
