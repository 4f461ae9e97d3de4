"""The report as one long CSV file: one line per figure, of every table that the report has.

    table,caption,row_number,row,column,value,unit,words
    daily,Auslastung je Tag,2,2026-03-24,Platzstunden,12.5,Stunden,≥

`table` is the id of the table, `row` what a row is about (its first cell, or two: weekday, hour),
`row_number` its place from 1, `column` the head.
`value` is a number or a day, empty where there are only words; shares run from 0 to 1. `words` is
what was printed instead of a number, or around it: with ≥ the value is a lower bound.
It must not know reports: whatever stands in the document's tables comes out, sentences don't.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final, assert_never

from hub.reports.formats.csv_text import Dialect, as_name, inert
from hub.reports.formats.numeric_cell import value_of
from hub.reports.layout.document import (
    Cell,
    Column,
    DayCell,
    Document,
    Kind,
    NumberCell,
    Table,
    TextCell,
)

COLUMNS: Final = ("table", "caption", "row_number", "row", "column", "value", "unit", "words")


def long_csv(document: Document, dialect: Dialect) -> bytes:
    """Write the figures of all tables; the same report gives the same bytes."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=dialect.delimiter, lineterminator="\r\n")
    translated = document.office.csv_columns
    writer.writerow(translated if dialect.has_translated_heads else COLUMNS)
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                writer.writerows(_lines(block, dialect))
    return out.getvalue().encode(dialect.encoding)


def _lines(table: Table, dialect: Dialect) -> Iterator[list[str]]:
    heads = _head_count(table.columns)
    for row_number, row in enumerate(table.rows, 1):
        head = ", ".join(_row_head(cell, dialect) for cell in row[:heads])
        if isinstance(row[0], TextCell):
            head = as_name(head)
        about = [table.id, table.caption, str(row_number), head]
        for column, cell in zip(table.columns[heads:], row[heads:], strict=True):
            line = [*about, column.title, *_figure(cell, dialect)]
            yield [*map(inert, line[:5]), line[5], *map(inert, line[6:])]


def _head_count(columns: Sequence[Column]) -> int:
    """Return how many columns say what a row is about: a weekday and its hour are two."""
    texts = [column.kind for column in columns[:3]].count(Kind.TEXT)
    return 2 if texts == 2 and len(columns) > 2 else 1


def _row_head(cell: Cell, dialect: Dialect) -> str:
    return dialect.written(cell.day) if isinstance(cell, DayCell) else cell.text


def _figure(cell: Cell, dialect: Dialect) -> tuple[str, str, str]:
    """Return value, unit and words."""
    match cell:
        case DayCell():
            return dialect.written(cell.day), "", ""
        case NumberCell():
            return dialect.number(value_of(cell)), cell.unit, cell.bound_words
        case TextCell():
            return "", "", cell.text
        case _:
            assert_never(cell)
