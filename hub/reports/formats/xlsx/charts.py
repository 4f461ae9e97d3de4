"""Charts of a workbook: what each is drawn of, and how, in the words of xlsxwriter. Pure.

A chart is native, so that whoever uses the workbook can edit it, and it is drawn of cells that
stand below the tables: a number where there is one, nothing where there is none. Never zero: a
spreadsheet draws a text as zero, so no words get into what a chart is drawn of. What is open and
unknown is a hatched column of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol

from hub.reports.formats.xlsx.sheets import in_format, number_format
from hub.reports.layout.document import (
    Cell,
    Chart,
    DayBars,
    DayCell,
    NumberCell,
    RankBars,
    TextCell,
)

Options = dict[str, Any]
_BAR: Final = "#3F7389"
_FAINT: Final = "#8B959C"
_LINE: Final = "#C4CCD1"
_FONT: Final[Options] = {"name": "Arial", "size": 9}
_TITLE: Final[Options] = {"name": "Arial", "size": 11, "bold": True}
_DAYS_SIZE: Final = (960, 300)
_BARS_WIDTH: Final = 476
_BAR_HEIGHT: Final = 22
_TITLE_HEIGHT: Final = 44
_BELOW_BARS: Final = 12
_NAMES: Final = 0.36
_BARS: Final = 0.46
"""Parts of the width; the rest is for numbers at the ends of bars."""
_BARS_APART_UP_TO: Final = 120
"""So many days have room between their columns."""


class Words(Protocol):
    """What charts say themselves."""

    @property
    def unknown(self) -> str:
        """Say that there is no reliable figure."""

    @property
    def axis_day(self) -> str:
        """Return the form of a day on an axis."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A number that stands for words: it is drawn so high, and read as these."""

    height: float
    words: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart that can be drawn, and the cells that it is drawn of."""

    chart: Chart
    kind: Options
    """For Workbook.add_chart."""
    heads: tuple[str, ...]
    series: tuple[Options, ...]
    """Fill and labels of each column but the first, which names the bars."""
    rows: tuple[tuple[Cell | Mark | None, ...], ...]
    across: Options
    up: Options
    """The axes."""
    size: tuple[int, int]
    """Width and height in pixels."""
    area: Options | None = None
    """Where the bars are drawn, in parts of the whole; None where a spreadsheet may choose."""

    @property
    def options(self) -> Options:
        """Return where it lies, and what it says to whom can't see it."""
        return {"description": self.chart.alt, "object_position": 2}

    @property
    def title(self) -> Options:
        """Return its title."""
        return {"name": self.chart.title, "name_font": _TITLE, "overlay": False}


def plot_of(chart: Chart, head: str, words: Words) -> Plot | None:
    """Plan a chart of bars; None of what has no bars, or isn't told as cells.

    `head` is that of the names of bars.
    """
    match chart.drawing:
        case DayBars() as drawing if drawing.cells:
            return _of_days(chart, drawing, head, words)
        case RankBars() as drawing if drawing.cells:
            return _of_names(chart, drawing, head)
        case _:
            return None


def _of_days(chart: Chart, drawing: DayBars, head: str, words: Words) -> Plot:
    mark = Mark(drawing.top, words.unknown)
    gap = 30 if len(drawing.days) <= _BARS_APART_UP_TO else 0
    known: Options = {"fill": {"color": _BAR}, "border": {"none": True}, "gap": gap}
    hatched = {"pattern": "wide_upward_diagonal", "fg_color": _FAINT, "bg_color": "#FFFFFF"}
    values = {"min": 0, "max": drawing.top, "num_format": _plain(drawing.cells)}
    return Plot(
        chart,
        kind={"type": "column", "subtype": "stacked"},
        heads=(head, chart.title, words.unknown),
        series=(known, {"pattern": hatched, "border": {"none": True}, "gap": gap}),
        rows=tuple(
            (
                DayCell(str(day), day),
                cell if isinstance(cell, NumberCell) else None,
                mark if is_open and not isinstance(cell, NumberCell) else None,
            )
            for day, cell, is_open in zip(drawing.days, drawing.cells, drawing.is_open, strict=True)
        ),
        across={"date_axis": True, "num_format": words.axis_day, "num_font": _FONT, **_quiet()},
        up={**values, **_axis()},
        size=_DAYS_SIZE,
    )


def _of_names(chart: Chart, drawing: RankBars, head: str) -> Plot:
    labels = {
        "value": True,
        "num_format": _plain(drawing.cells),
        "font": _FONT,
        "custom": list(_labels(drawing)),
    }
    height = _TITLE_HEIGHT + _BAR_HEIGHT * len(drawing.names) + _BELOW_BARS
    bars = {"fill": {"color": _BAR}, "border": {"none": True}, "gap": 40, "data_labels": labels}
    return Plot(
        chart,
        kind={"type": "bar"},
        heads=(head, chart.title),
        series=(bars,),
        rows=tuple(
            (TextCell(name), cell) if isinstance(cell, NumberCell) else (_named(name, text), None)
            for name, cell, text in zip(drawing.names, drawing.cells, drawing.texts, strict=True)
        ),
        across={"min": 0, "visible": False, "major_gridlines": {"visible": False}},
        up={"reverse": True, "interval_unit": 1, "num_font": _FONT, **_quiet()},
        size=(_BARS_WIDTH, height),
        area={
            "x": _NAMES,
            "y": _TITLE_HEIGHT / height,
            "width": _BARS,
            "height": 1 - (_TITLE_HEIGHT + _BELOW_BARS) / height,
        },
    )


def _named(name: str, text: str) -> TextCell:
    """Say beside a name why it has no bar, which else would be taken for none."""
    return TextCell(f"{name} ({text})")


def _labels(drawing: RankBars) -> Iterator[Options | None]:
    """Yield what stands at the end of a bar whose number has words; the others say their number."""
    for cell, text in zip(drawing.cells, drawing.texts, strict=True):
        has_words = isinstance(cell, NumberCell) and (cell.written.before or cell.written.after)
        yield {"value": text, "font": _FONT} if has_words else None


def _plain(cells: tuple[Cell, ...]) -> str:
    """Return the form of the numbers, without any words."""
    return next(
        (number_format(each, is_bare=True) for each in cells if isinstance(each, NumberCell)), "0"
    )


def _axis() -> Options:
    return {
        "num_font": _FONT,
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": _LINE, "width": 0.5}},
    }


def _quiet() -> Options:
    return {"line": {"color": _LINE}, "major_tick_mark": "none", "minor_tick_mark": "none"}


def form_of(mark: Mark) -> str:
    """Return the form in which a mark is read as its words."""
    return in_format(mark.words) or "General"
