"""What a dashboard is, before it becomes Grafana's JSON: panels, columns, variables. Pure."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from contract.series import Keeping
from dashboards.questions import Question
from dashboards.words import Words

GRID_WIDTH: Final = 24
_ROW_HEIGHT: Final = 8

SOURCES: Final = {Keeping.PERMANENT: "platzfrei", Keeping.RECENT: "platzfrei-recent"}
"""The uids of the two data sources, one for each bucket that who looks may read."""


NO_FIGURE: Final = Words("keine belastbare Angabe", "no reliable figure")


class Look(StrEnum):
    """How a panel shows its answer; the values are Grafana's panel types."""

    STAT = "stat"
    TABLE = "table"
    BARS = "barchart"
    LINES = "timeseries"


class Unit(StrEnum):
    """Grafana's units."""

    RATIO = "percentunit"
    HOURS = "h"
    SECONDS = "s"
    COUNT = "short"
    CELSIUS = "celsius"
    BYTES = "bytes"
    TIME = "dateTimeAsIso"
    NONE = "none"


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
    unit: Unit = Unit.NONE
    scale: tuple[Step, ...] = ()
    decimals: int | None = None
    spelled: tuple[tuple[str, Words, str], ...] = ()
    """Values that are shown as words: value, words, colour."""
    is_coloured: bool = False
    """In a table: the cell takes the colour of its scale or of its words."""
    link: str = ""
    is_only_read: bool = False
    """In a table, but not drawn in the chart beside it."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Lay a table of three columns out as rows and columns."""

    rows: str
    columns: str
    values: str
    order: tuple[tuple[str, Words], ...]


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
    joined_by: str | None = None
    """The column that the answers of several questions have in common; empty: their time."""
    is_merged: bool = False
    """Rows of several questions become one where all that they have in common is equal."""
    sorted_by: str = ""
    """Highest first."""
    matrix: Matrix | None = None
    relative_time: str = ""
    """Instead of what is chosen above: `now/d` is today."""
    of_panel: int | None = None
    """A table of what another panel shows, without asking again."""
    is_stacked: bool = False


@dataclass(frozen=True, slots=True)
class Variable:
    """What can be chosen above the panels."""

    name: str
    label: Words
    description: Words
    asks: str = ""
    is_multi: bool = False
    choices: tuple[str, ...] = ()
    """Instead of asking; the first one is chosen."""
    is_newest: bool = False
    """The answer is the present, so it is asked again when the time changes."""


@dataclass(frozen=True, slots=True)
class Board:
    """One dashboard."""

    name: str
    title: Words
    description: Words
    variables: tuple[Variable, ...]
    rows: tuple[tuple[Panel, ...], ...]
    from_time: str
    refresh: str
    links_to: tuple[tuple[str, Words], ...] = field(default=())
    """Other dashboards, by name, and what the link says."""


def table_of(panel: Panel, panel_id: int, width: int, *, first: Column | None = None) -> Panel:
    """Return the table beside a chart, for who reads rather than sees."""
    title = Words(f"{panel.title.de}: Tabelle", f"{panel.title.en}: table")
    description = Words(
        f"Dieselben Zahlen als Tabelle. {panel.description.de}",
        f"The same figures as a table. {panel.description.en}",
    )
    return replace(
        panel,
        id=panel_id,
        title=title,
        description=description,
        look=Look.TABLE,
        questions=(),
        columns=panel.columns if first is None else (first, *panel.columns),
        width=width,
        joined_by="" if panel.look is Look.LINES else None,
        is_merged=False,
        sorted_by="",
        of_panel=panel.id,
    )


TIME: Final = Column("Time", Words("Zeit", "Time"), Unit.TIME)
"""When: the first column of the table beside a chart of time."""
