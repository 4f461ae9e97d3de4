"""The report as one CSV file: one line per figure, so that any program can filter and pivot it.

    table,caption,row_number,row,column,value,unit,words
    daily,Auslastung je Tag,2,2026-03-24,Platzstunden,12.5,Stunden,mindestens

`table` is the id of the table, `row` what a row is about (its first cell, or two: weekday, hour),
`row_number` its place from 1, `column` the head.
`value` is a number or a day, empty where there are only words; shares run from 0 to 1. `words` is
what was printed instead of a number, or around it: with "mindestens" the value is a lower bound.
It must not know reports: whatever stands in the document's tables comes out, sentences don't.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from hub.domain.indicators import Unit
from hub.reports.formats.numeric_cell import Number, number_of
from hub.reports.layout.document import Cell, Column, Document, Kind, Table
from hub.reports.text.catalogue import ReportWords
from hub.reports.text.languages import WORDS as LAYOUT
from hub.reports.text.office_words import WORDS

COLUMNS: Final = ("table", "caption", "row_number", "row", "column", "value", "unit", "words")
_UNITS: Final = MappingProxyType(
    {Kind.HOURS: Unit.HOURS, Kind.COUNT: Unit.COUNT, Kind.RATIO: Unit.RATIO}
)
_ACTIVE: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV file is written."""

    delimiter: str
    decimal_mark: str
    encoding: str
    day: str
    """For strftime."""
    instant: str
    """For strftime, in UTC."""
    has_translated_heads: bool


GERMAN_EXCEL: Final = Dialect(";", ",", "utf-8-sig", "%d.%m.%Y", "%d.%m.%Y %H:%M:%S", True)
"""What German Excel opens by a double click: a byte order mark tells it that this is UTF-8."""
PLAIN: Final = Dialect(",", ".", "utf-8", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ", False)
"""As in RFC 4180, with days and instants as in ISO 8601."""


def report_csv(document: Document, dialect: Dialect) -> bytes:
    """Write the figures of all tables; the same report gives the same bytes."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=dialect.delimiter, lineterminator="\r\n")
    translated = WORDS[document.language].csv_columns
    writer.writerow(translated if dialect.has_translated_heads else COLUMNS)
    words, _ = LAYOUT[document.language]
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                writer.writerows(_lines(block, words, dialect))
    return out.getvalue().encode(dialect.encoding)


def inert(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula.

    OWASP, "CSV Injection": cells that begin with =, +, -, @, tab or a line's end.
    """
    return f"'{text}" if text.startswith(_ACTIVE) else text


def _lines(table: Table, words: ReportWords, dialect: Dialect) -> Iterator[list[str]]:
    heads = _head_count(table.columns)
    for row_number, row in enumerate(table.rows, 1):
        head = ", ".join(_row_head(cell, dialect) for cell in row[:heads])
        about = [table.id, table.caption, str(row_number), head]
        for column, cell in zip(table.columns[heads:], row[heads:], strict=True):
            line = [*about, column.title, *_figure(cell, column, words, dialect)]
            yield [*map(inert, line[:5]), line[5], *map(inert, line[6:])]


def _head_count(columns: Sequence[Column]) -> int:
    """Return how many columns say what a row is about: a weekday and its hour are two."""
    texts = [column.kind for column in columns[:3]].count(Kind.TEXT)
    return 2 if texts == 2 and len(columns) > 2 else 1


def _row_head(cell: Cell, dialect: Dialect) -> str:
    return _moment(cell.value, dialect) if isinstance(cell.value, date) else cell.text


def _figure(
    cell: Cell, column: Column, words: ReportWords, dialect: Dialect
) -> tuple[str, str, str]:
    """Return value, unit and words."""
    if isinstance(cell.value, date):
        return _moment(cell.value, dialect), "", ""
    number = number_of(cell, column.kind, words.typography)
    if number is None:
        return "", "", cell.text
    unit = _UNITS.get(cell.kind or column.kind)
    name = column.unit or (words.units[unit] if unit else "")
    return _decimal(number, dialect), name, f"{number.before}{number.after}".strip()


def _moment(value: date, dialect: Dialect) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime(dialect.instant)
    return value.strftime(dialect.day)


def _decimal(number: Number, dialect: Dialect) -> str:
    """Write the shortest digits that give the same number, never with an exponent."""
    if number.value.is_integer():
        return f"{number.value:.0f}"
    return f"{Decimal(repr(number.value)):f}".replace(".", dialect.decimal_mark)
