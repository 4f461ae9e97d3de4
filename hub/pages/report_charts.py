"""A report's charts as SVG: where each mark stands. Pure; it draws what documents print.

    Chart (layout) ─▶ chart_view ─▶ ChartView ─▶ templates/chart.html

All lengths are units of the picture, which a browser scales. Every chart has its words: a title,
a description, and a table of what it draws.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from hub.reports.layout.document import Chart, DayBars, Kind, RankBars, Table, WeekHeat

MOST_ROWS: Final = 400
"""A table of more days than that stands in the files alone."""
_WEAKEST, _STRONGEST = 0.04, 0.4
"""Of a shade: an open hour is seen, and a number on it can be read."""
_CELL_WIDTH, _CELL_HEIGHT = 44.0, 30.0
_WEEKDAY_WIDTH: Final = 96.0
_TOP: Final = 24.0
_RANK_HEIGHT: Final = 46.0
_RANK_WIDTH: Final = 480.0
_RANK_LONGEST: Final = 390.0
_MOST_LETTERS: Final = 56
_DAYS_WIDTH, _DAYS_HEIGHT = 600.0, 180.0
_AXIS_WIDTH: Final = 64.0
_SMALLEST: Final = 1.0
"""Of a bar that is something."""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A field or a bar."""

    x: float
    y: float
    width: float
    height: float
    shade: float | None = None
    """From 0 to 1, how strong; None: full."""
    is_hatched: bool = False
    """It marks what isn't known."""


@dataclass(frozen=True, slots=True)
class Label:
    """Words in the picture; `x` is where they begin, or their middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Line:
    """A level line across the picture."""

    x1: float
    x2: float
    y: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of texts, the first column of which heads its rows."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    has_numbers: tuple[bool, ...]
    """Of each column."""


@dataclass(frozen=True, slots=True)
class ChartView:
    """All that is shown of a chart."""

    id: str
    title: str
    described: str
    note: str
    width: float
    height: float
    rectangles: tuple[Rectangle, ...]
    labels: tuple[Label, ...]
    lines: tuple[Line, ...]
    grid: Grid | None
    """None where it is too long for a page."""

    @property
    def has_hatching(self) -> bool:
        """Whether anything in it isn't known."""
        return any(each.is_hatched for each in self.rectangles)


def chart_view(chart: Chart, table: Table | None, day: str, clock: str) -> ChartView:
    """Describe a chart; `day` heads the weekdays, `clock` writes the hour `{n}`."""
    drawing = chart.drawing
    grid: Grid | None
    lines: tuple[Line, ...] = ()
    match drawing:
        case WeekHeat():
            rectangles, labels = _fields(drawing), _week_labels(drawing)
            width = _WEEKDAY_WIDTH + _CELL_WIDTH * len(drawing.hours)
            height = _TOP + _CELL_HEIGHT * len(drawing.weekdays)
            grid = _week_grid(drawing, day, clock)
        case RankBars():
            rectangles, labels = _bars(drawing), _bar_labels(drawing)
            width, height = _RANK_WIDTH, _RANK_HEIGHT * len(drawing.names)
            rows = tuple(zip(drawing.names, drawing.texts, strict=True))
            grid = Grid(("", chart.title), rows, (False, True))
        case DayBars():
            rectangles, labels = _days(drawing), _day_labels(drawing)
            lines = _day_lines(drawing)
            width, height = _AXIS_WIDTH + _DAYS_WIDTH, _TOP / 2 + _DAYS_HEIGHT + _TOP
            grid = None
        case _:
            assert_never(drawing)
    return ChartView(
        chart.id, chart.title, chart.alt, chart.note or "", width, height,
        tuple(rectangles), tuple(labels), lines,
        grid=grid_of(table) if grid is None and table is not None else grid,
    )  # fmt: skip


def grid_of(table: Table) -> Grid | None:
    """Return a table as texts; None where it is too long for a page."""
    if len(table.rows) > MOST_ROWS:
        return None
    heads = tuple(column.title for column in table.columns)
    rows = tuple(tuple(cell.text for cell in row) for row in table.rows)
    return Grid(heads, rows, tuple(column.kind is Kind.NUMBER for column in table.columns))


def _fields(week: WeekHeat) -> Iterator[Rectangle]:
    for row, shares in enumerate(week.shares):
        for column, share in enumerate(shares):
            if share is not None or week.texts[row][column]:
                shade = None if share is None else _WEAKEST + share * (_STRONGEST - _WEAKEST)
                yield _field(row, column, shade, is_hatched=share is None)


def _field(row: int, column: int, shade: float | None, *, is_hatched: bool) -> Rectangle:
    x, y = _WEEKDAY_WIDTH + column * _CELL_WIDTH, _TOP + row * _CELL_HEIGHT
    return Rectangle(x + 1, y + 1, _CELL_WIDTH - 2, _CELL_HEIGHT - 2, shade, is_hatched)


def _week_labels(week: WeekHeat) -> Iterator[Label]:
    for column, hour in enumerate(week.hours):
        yield Label(_WEEKDAY_WIDTH + (column + 0.5) * _CELL_WIDTH, _TOP - 8, str(hour), "middle")
    for row, weekday in enumerate(week.weekdays):
        middle = _TOP + (row + 0.5) * _CELL_HEIGHT + 5
        yield Label(0, middle, weekday)
        for column, text in enumerate(week.texts[row]):
            if text:
                yield Label(_WEEKDAY_WIDTH + (column + 0.5) * _CELL_WIDTH, middle, text, "middle")


def _week_grid(week: WeekHeat, day: str, clock: str) -> Grid:
    heads = (day, *(clock.format(n=hour) for hour in week.hours))
    rows = zip(week.weekdays, week.texts, strict=True)
    texts = tuple((weekday, *texts) for weekday, texts in rows)
    return Grid(heads, texts, (False, *(True for _ in week.hours)))


def _bars(ranked: RankBars) -> Iterator[Rectangle]:
    for row, value in enumerate(ranked.values):
        if value is not None:
            length = _length(value, _RANK_LONGEST)
            yield Rectangle(0, row * _RANK_HEIGHT + 22, length, 14)


def _bar_labels(ranked: RankBars) -> Iterator[Label]:
    for row, (name, value, text) in enumerate(
        zip(ranked.names, ranked.values, ranked.texts, strict=True)
    ):
        beside = 0 if value is None else _length(value, _RANK_LONGEST) + 8
        yield Label(0, row * _RANK_HEIGHT + 15, _fitting(name))
        yield Label(beside, row * _RANK_HEIGHT + 34, text)


def _fitting(name: str) -> str:
    """Cut a name that is wider than the picture; the table has all of it."""
    return name if len(name) <= _MOST_LETTERS else f"{name[: _MOST_LETTERS - 1]}…"


def _length(value: float, longest: float) -> float:
    return max(_SMALLEST, value * longest) if value > 0 else 0.0


def _days(bars: DayBars) -> Iterator[Rectangle]:
    step = _DAYS_WIDTH / max(1, len(bars.values))
    for place, (value, is_open) in enumerate(zip(bars.values, bars.is_open, strict=True)):
        x, width = _AXIS_WIDTH + place * step, step * 0.8
        if value is not None:
            height = _length(value, _DAYS_HEIGHT)
            yield Rectangle(x, _TOP / 2 + _DAYS_HEIGHT - height, width, height)
        elif is_open:
            yield Rectangle(x, _TOP / 2, step, _DAYS_HEIGHT, is_hatched=True)


def _day_labels(bars: DayBars) -> Iterator[Label]:
    step = _DAYS_WIDTH / max(1, len(bars.labels))
    below = _TOP / 2 + _DAYS_HEIGHT + 18
    for place, text in _apart(bars.labels, step):
        yield Label(_AXIS_WIDTH + place * step, below, text)
    for at, text in bars.ticks:
        yield Label(_AXIS_WIDTH - 8, _level(at) + 5, text, "end")


def _apart(labels: Sequence[str], step: float) -> Iterator[tuple[int, str]]:
    """Yield the labels that don't run into the one before, or out of the picture."""
    free_from = 0.0
    for place, text in enumerate(labels):
        width = 8.0 * len(text)
        if text and place * step >= free_from and place * step + width <= _DAYS_WIDTH:
            free_from = place * step + width + 8
            yield place, text


def _day_lines(bars: DayBars) -> tuple[Line, ...]:
    ends = _AXIS_WIDTH, _AXIS_WIDTH + _DAYS_WIDTH
    return tuple(Line(*ends, _level(at)) for at, _ in bars.ticks)


def _level(at: float) -> float:
    return _TOP / 2 + _DAYS_HEIGHT * (1 - at)
