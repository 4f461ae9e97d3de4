"""A report in one language, laid out, without a format: what every format prints.

    Report ─▶ document_of ─▶ Document ─▶ PDF, XLSX, CSV, DOCX

Formats compute nothing and word nothing, so that every number and sentence is the same in all of
them: they import this file and nothing else of the reports. It knows no report and no language's
words; document_of is in layout.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from hub.reports.assessment import AssessmentPart, Run
from hub.reports.text.catalogue import Furniture, OfficeWords
from hub.reports.text.language import Language
from hub.reports.text.number import Number as Number  # noqa: PLC0414 - for writers
from hub.reports.text.number import WrittenNumber


class Kind(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    NUMBER = "number"
    """A number, or in its place why there is none; a number says its unit itself."""
    DATE = "date"


class Gap(StrEnum):
    """Why there is no number."""

    NOT_RELIABLE = "not_reliable"
    """Too little is known."""
    WITHHELD = "withheld"
    """It is left out to protect single persons."""
    NONE = "none"
    """There is nothing to count."""


@dataclass(frozen=True, slots=True)
class TextCell:
    """Words: a name, or "keine belastbare Angabe (Abdeckung 62 %)", "–" in place of a number."""

    text: str
    gap: Gap | None = None
    """None where no number was to be expected."""


@dataclass(frozen=True, slots=True)
class NumberCell:
    """A number: its value, and how it is printed."""

    number: Number
    written: WrittenNumber
    unit: str
    """In words."""

    @property
    def text(self) -> str:
        """As printed: "≥ 1 234,5"."""
        return str(self.written)

    @property
    def bound_words(self) -> str:
        """What is said of its bound, even of 0, before which nothing is printed."""
        said = f"{self.written.before}{self.written.after}".strip()
        return said or (self.number.bound.sign if self.number.bound else "")


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day."""

    text: str
    day: date


Cell = TextCell | NumberCell | DayCell


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column."""

    title: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads; the first column says what a row is about."""

    id: str
    """A slug: name of a sheet, part of a file's name."""
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str | None = None
    is_printed: bool = True
    """Whether paper has it; else it is for the workbook and for programs alone."""


@dataclass(frozen=True, slots=True)
class WeekHeat:
    """Seven weekdays by their hours, each shaded by a share."""

    weekdays: tuple[str, ...]
    hours: tuple[int, ...]
    """The local hours that the columns begin with."""
    shares: tuple[tuple[float | None, ...], ...]
    """Per weekday and hour, from 0 to 1; None where there is nothing to shade."""
    texts: tuple[tuple[str, ...], ...]
    """What stands in the cells."""
    cells: tuple[tuple[Cell | None, ...], ...] = ()
    """The same as cells of a table; None where spaces were never open."""


@dataclass(frozen=True, slots=True)
class DayBars:
    """One bar a day."""

    days: tuple[date, ...]
    values: tuple[float | None, ...]
    """From 0 to 1, in parts of the axis; None where nothing may be drawn."""
    labels: tuple[str, ...]
    """One a day, empty where the axis says nothing."""
    ticks: tuple[tuple[float, str], ...]
    """Marks of the axis, from 0 to 1, ascending."""
    is_open: tuple[bool, ...]
    """Whether there was anything to measure: a closed day is blank, an unknown one is marked."""
    cells: tuple[Cell, ...] = ()
    """The values as cells of a table."""
    top: float = 1.0
    """The value at the top of the axis."""


@dataclass(frozen=True, slots=True)
class RankBars:
    """One lying bar per name, longest first."""

    names: tuple[str, ...]
    values: tuple[float | None, ...]
    """In parts of the whole width, from 0 to 1."""
    texts: tuple[str, ...]
    cells: tuple[Cell, ...] = ()
    """The values as cells of a table."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its words."""

    id: str
    title: str
    alt: str
    """What it shows, for whom can't see it."""
    table: str
    """Id of the table with the same figures."""
    drawing: WeekHeat | DayBars | RankBars
    note: str | None = None
    """What its signs mean."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences."""

    text: str
    runs: tuple[Run, ...] = ()
    """The same, where some of it is set otherwise."""
    depth: int = 0
    """In how many lists it stands; a mark is part of its text."""


Block = Paragraph | Table | Chart


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    id: str
    title: str
    level: int
    """1 for a chapter, 2 for a part of one."""
    blocks: tuple[Block, ...]
    is_annex: bool = False
    is_printed: bool = True
    """Whether paper has it; else it is for the workbook and for programs alone."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the head of page one."""

    label: str
    value: str


class Direction(StrEnum):
    """How a figure went on."""

    UP = "up"
    DOWN = "down"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure, large, with what it means and how it went on."""

    id: str
    title: str
    value: str
    detail: str
    trend: str
    """In words; empty where there is nothing to say."""
    direction: Direction | None
    spark: tuple[float | None, ...]
    """From 0 to 1, one for each week or month; None where there is no figure."""
    span: str
    """What the spark says, in words; empty without one."""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What the office says itself, not the figures."""

    title: str
    note: str
    parts: tuple[AssessmentPart, ...]


@dataclass(frozen=True, slots=True)
class FirstPage:
    """Page one, which stands alone."""

    facts: tuple[Fact, ...]
    findings_title: str
    findings: tuple[str, ...]
    tiles_title: str
    tiles: tuple[Tile, ...]
    chart: Chart | None
    trust_title: str
    trust: str
    """One sentence on the data."""
    own: OwnWords | None


@dataclass(frozen=True, slots=True)
class Document:
    """The whole report."""

    language: Language
    furniture: Furniture
    """What stands around the blocks."""
    office: OfficeWords
    title: str
    subtitle: str
    subject: str
    keywords: tuple[str, ...]
    sections: tuple[Section, ...]
    fingerprint: str | None
    """None in a public report."""
    dated: date
    """The day that the office names, or else the period's last; no clock, so that the same report
    has the same bytes."""
    origin: str = ""
    """The line by which `report --verify` knows what it was made of."""
    first_page: FirstPage | None = None
    front: tuple[Section, ...] = ()
    """The same as chapters, for formats that have no page of their own for it."""

    @property
    def printed(self) -> tuple[Section, ...]:
        """The essence, which PDF and text document have: without long tables of numbers."""
        return tuple(
            replace(
                section,
                blocks=tuple(
                    block
                    for block in section.blocks
                    if not isinstance(block, Table) or block.is_printed
                ),
            )
            for section in self.sections
            if section.is_printed
        )


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one space in a period, on a day, or in an hour of the week."""

    grain: str
    """The id of what it is about: period, day or hour."""
    space: str
    name: str
    day: date | None
    weekday: int | None
    """1 is Monday, as in ISO 8601."""
    hour: int | None
    numbers: tuple[Number | None, ...]
    """In the order of Records.metrics; None where there is none."""
    unreliable: tuple[int, ...]
    """Places among these where too little is known."""
    withheld: tuple[int, ...]
    """Places where single persons are protected."""
    without_sign: int | None = None
    """Desks that gave no sign of life by then; None where it isn't told."""


@dataclass(frozen=True, slots=True)
class Records:
    """A report as one table, in which every row says all that it is about."""

    heads: tuple[str, ...]
    """Of what stands before the metrics and after them, in words."""
    grains: Mapping[str, str]
    """What rows are about, in words by id."""
    metrics: tuple[tuple[str, str], ...]
    """Id and name of each metric."""
    rows: Sequence[Record]
    origin: str
