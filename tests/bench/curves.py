"""Curves of cost by size, drawn as SVG for docs/; both axes are logarithmic.

A slope of one step up for one step right is a cost that grows as fast as what it is for. It knows
no measurement. Without a library; a curve is told by its name at its end and by its dashes, not by
colour, and its figures stand in the description, which a screen reader reads.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parents[2] / "docs" / "curves"

_WIDTH: Final = 640
_HEIGHT: Final = 360
_LEFT: Final = 70
_RIGHT: Final = 190
_TOP: Final = 46
_BOTTOM: Final = 50
_LINE_HEIGHT: Final = 15
_ROOT: Final = 'role="img" aria-labelledby="t d" font-family="sans-serif" font-size="12"'
_STROKES: Final = (
    ("#0b5394", "none"),
    ("#a64d00", "7 4"),
    ("#38761d", "2 3"),
    ("#741b47", "9 3 2 3"),
    ("#333333", "4 2"),
    ("#666600", "1 4"),
)


@dataclass(frozen=True, slots=True)
class Curve:
    """What was measured: sizes and costs, all above 0."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Chart:
    """Curves over one size, in one unit."""

    title: str
    across: str
    up: str
    curves: Sequence[Curve]


@dataclass(frozen=True, slots=True)
class _Axis:
    """Powers of ten from `low` to `high` along `length` from `start`; minus goes up."""

    low: int
    high: int
    start: float
    length: float

    @classmethod
    def over(cls, values: Iterable[float], start: float, length: float) -> "_Axis":
        logs = [math.log10(value) for value in values]
        low, high = math.floor(min(logs) + 1e-9), math.ceil(max(logs) - 1e-9)
        return cls(low, max(high, low + 1), start, length)

    def at(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return round(self.start + share * self.length, 1)

    @property
    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]


def figure(value: float) -> str:
    """Write a figure as people read it: three digits of it, thousands apart."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def described(chart: Chart) -> str:
    """Say a chart in words: each curve with all its figures."""
    told = (
        f"{curve.name}: " + ", ".join(f"{figure(y)} at {figure(x)}" for x, y in curve.points)
        for curve in chart.curves
    )
    return f"{chart.up} by {chart.across}. " + "; ".join(told) + "."


def draw(chart: Chart) -> str:
    """Return the chart as an SVG document."""
    points = [point for curve in chart.curves for point in curve.points]
    across = _Axis.over((x for x, _ in points), _LEFT, _WIDTH - _LEFT - _RIGHT)
    up = _Axis.over((y for _, y in points), _HEIGHT - _BOTTOM, -(_HEIGHT - _TOP - _BOTTOM))
    size = f'viewBox="0 0 {_WIDTH} {_HEIGHT}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {_ROOT}>',
        f'<title id="t">{escape(chart.title)}</title>',
        f'<desc id="d">{escape(described(chart))}</desc>',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        _text(_LEFT, 20, chart.title, 'font-size="14" font-weight="bold"'),
        _text(_LEFT, 38, chart.up),
        _text(_LEFT, _HEIGHT - 12, chart.across),
        *_grid(across, up),
        *_drawn(chart.curves, across, up),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def write(chart: Chart, name: str, folder: Path = FOLDER) -> Path:
    """Draw a chart into a file of this name, without its ending."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.svg"
    path.write_text(draw(chart), encoding="utf-8")
    return path


def _grid(across: _Axis, up: _Axis) -> list[str]:
    left, right = across.start, across.start + across.length
    foot, top = up.start, up.start + up.length
    lines = [f"M{across.at(tick)} {foot}V{top}" for tick in across.ticks]
    lines += [f"M{left} {up.at(tick)}H{right}" for tick in up.ticks]
    marks = [
        _text(across.at(tick), foot + 16, figure(tick), 'text-anchor="middle"')
        for tick in across.ticks
    ]
    marks += [
        _text(left - 6, up.at(tick) + 4, figure(tick), 'text-anchor="end"') for tick in up.ticks
    ]
    return [f'<path d="{"".join(lines)}" stroke="#ccc" fill="none"/>', *marks]


def _drawn(curves: Sequence[Curve], across: _Axis, up: _Axis) -> list[str]:
    ends = _apart([up.at(curve.points[-1][1]) for curve in curves])
    drawn = []
    for curve, end, (colour, dashes) in zip(curves, ends, _styles(len(curves)), strict=True):
        places = [(across.at(x), up.at(y)) for x, y in curve.points]
        path = "M" + "L".join(f"{x} {y}" for x, y in places)
        drawn.append(
            f'<path d="{path}" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"'
            ' fill="none"/>'
        )
        drawn += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in places]
        drawn.append(_text(_WIDTH - _RIGHT + 8, end + 4, curve.name, f'fill="{colour}"'))
    return drawn


def _styles(count: int) -> list[tuple[str, str]]:
    return [_STROKES[number % len(_STROKES)] for number in range(count)]


def _apart(heights: Sequence[float]) -> list[float]:
    """Move names of curves that end close together apart, downwards."""
    placed: dict[int, float] = {}
    last = -math.inf
    for number in sorted(range(len(heights)), key=lambda each: heights[each]):
        last = max(heights[number], last + _LINE_HEIGHT)
        placed[number] = last
    return [placed[number] for number in range(len(heights))]


def _text(x: float, y: float, said: str, more: str = "") -> str:
    return f'<text x="{x}" y="{y}" {more}>{escape(said)}</text>'
