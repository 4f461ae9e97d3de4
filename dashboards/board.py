"""What a dashboard is, before it becomes Grafana's JSON: panels, columns, variables. Pure."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from contract.series import Keeping
from dashboards.questions import Question
from dashboards.words import Words

GRID_WIDTH: Final = 24
_ROW_HEIGHT: Final = 8

SOURCES: Final = {Keeping.PERMANENT: "platzfrei", Keeping.RECENT: "platzfrei-recent"}
"""The uids of the two data sources, one for each bucket that who looks may read."""

ZONE: Final = "Europe/Berlin"
"""In which the dashboards write times, and cut the days that spaces have in common."""
NO_FIGURE: Final = Words("keine belastbare Angabe", "no reliable figure")
PLAIN: Final = "text"
"""The colour of what is neither good nor bad."""
UNKNOWN: Final = "orange"
"""The colour of what is not known: never green, and louder than what is plain."""


class Look(StrEnum):
    """How a panel shows its answer; the values are Grafana's panel types."""

    STAT = "stat"
    TABLE = "table"
    BARS = "barchart"
    LINES = "timeseries"
    STATES = "state-timeline"


class Unit(StrEnum):
    """How a value is written. None of them rescales: the unit stands in the title."""

    NUMBER = "locale"
    """With the signs of who looks, and all of its digits."""
    TIME = "time"
    """Day and minute, as the language writes them."""
    TEXT = "none"


@dataclass(frozen=True, slots=True)
class Step:
    """From this value on, this colour; the first of a scale has no value."""

    value: float | None
    colour: str


@dataclass(frozen=True, slots=True)
class Column:
    """One value or label of an answer: what it is called and how it is written."""

    name: str
    title: Words
    unit: Unit = Unit.TEXT
    scale: tuple[Step, ...] = ()
    decimals: int | None = None
    spelled: tuple[tuple[str, Words, str], ...] = ()
    """Values that are shown as words: value, words, colour."""
    spelled_from: tuple[float, Words, str] | None = None
    """All values from this one on are shown as these words."""
    is_coloured: bool = False
    """In a table: the cell takes the colour of its scale or of its words."""
    link: str = ""
    is_only_read: bool = False
    """In a table, but not drawn in the chart beside it."""
    is_hidden: bool = False
    """Only there for links and joins."""
    width: int | None = None
    """In a table, in pixels."""
    colour: str = ""
    """In a chart, instead of the next one of a palette."""


@dataclass(frozen=True, slots=True)
class Sorting:
    """By which column rows stand in order."""

    column: str
    is_descending: bool = True
    """Of a column of yes and no: no comes first."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel. Its id is for ever: links and alerts name it."""

    id: int
    title: Words
    description: Words
    look: Look
    questions: tuple[Question, ...]
    columns: tuple[Column, ...]
    width: int
    height: int = _ROW_HEIGHT
    no_value: Words = NO_FIGURE
    no_value_colour: str = PLAIN
    joined_by: str | None = None
    """The column that the answers of several questions have in common; empty: their time."""
    is_looked_up: bool = False
    """The answers that are joined have several rows for one value."""
    is_merged: bool = False
    """Rows of several questions become one where all that they have in common is equal."""
    split_by: tuple[str, ...] = ()
    """A series for each value of these columns, which name it."""
    is_of_days: bool = False
    """Times are local days, and written as such wherever they are written as words."""
    sorted_by: tuple[Sorting, ...] = ()
    """The last one counts most."""
    relative_time: str = ""
    """Instead of what is chosen above, unless that names dates."""
    of_panel: int | None = None
    """A table of what another panel shows, without asking again."""
    is_stacked: bool = False
    is_upright: bool = False
    """Bars that stand."""
    is_signed: bool = False
    """Values may be below 0."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading between panels. Its id is for ever, too."""

    id: int
    title: Words


@dataclass(frozen=True, slots=True)
class Variable:
    """What can be chosen above the panels, or what questions need to know."""

    name: str
    label: Words
    description: Words
    asks: str
    is_multi: bool = False
    regex: str = ""
    """What of the answer counts; its groups may be called `text` and `value`."""
    is_newest: bool = False
    """The answer is the present, so it is asked again when the time changes."""
    is_hidden: bool = False
    is_list: bool = False
    """Read as a list of one, which is empty where there is no answer, and not an empty text."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """What is marked on every axis of time."""

    name: Words
    question: Question
    colour: str
    is_always_there: bool = False
    """Nobody need switch it off."""


@dataclass(frozen=True, slots=True)
class Board:
    """One dashboard."""

    name: str
    title: Words
    description: Words
    variables: tuple[Variable, ...]
    rows: tuple[Section | tuple[Panel, ...], ...]
    from_time: str
    to_time: str = "now"
    links_to: tuple[tuple[str, Words], ...] = ()
    """Other dashboards, by name, and what the link says."""
    annotations: tuple[Annotation, ...] = ()


def table_of(panel: Panel, panel_id: int, width: int, *more: Column) -> Panel:
    """Return the table beside a chart, for who reads rather than sees.

    The first of `more` stands before the figures, the others after them.
    """
    title = Words(f"{panel.title.de}: Tabelle", f"{panel.title.en}: table")
    description = Words(
        f"Dieselben Zahlen als Tabelle. {panel.description.de}",
        f"The same figures as a table. {panel.description.en}",
    )
    table = replace(
        panel,
        id=panel_id,
        title=title,
        description=description,
        look=Look.TABLE,
        questions=(),
        columns=(*more[:1], *panel.columns, *more[1:]),
        width=width,
        of_panel=panel.id,
    )
    if panel.split_by:
        return replace(table, split_by=(), sorted_by=_NEWEST_FIRST)
    return _of_what_is_drawn(table, panel)


def _of_what_is_drawn(table: Panel, chart: Panel) -> Panel:
    """Leave to the chart what it does with its answers; series in time are put side by side."""
    is_apart = chart.look in {Look.LINES, Look.STATES} and chart.joined_by is None
    return replace(
        table,
        joined_by="" if is_apart else None,
        is_merged=False,
        sorted_by=_NEWEST_FIRST if is_apart else (),
        is_of_days=chart.is_of_days and is_apart,
    )


_NEWEST_FIRST: Final = (Sorting("Time"),)
TIME: Final = Column("Time", Words("Zeit", "Time"), Unit.TIME, width=145)
"""When: the first column of the table beside a chart of time."""
DAY: Final = Column("Time", Words("Tag", "Day"), width=110)
"""On which local day."""
