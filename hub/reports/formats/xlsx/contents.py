"""Which table and chart stands on which sheet of a workbook. Pure.

A region with a table for each space would be a workbook of fifty sheets, in which nobody finds
anything. So tables on one subject share a sheet, and those of single spaces become one table with
the space in its first column, to be filtered. A chart stands above the table that it names.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from hub.reports.layout.document import (
    Cell,
    Chart,
    Column,
    Document,
    Kind,
    Section,
    Table,
    TextCell,
)

SHEETS: Final = {
    "indicators": ("goals", "indicators", "demand"),
    "spaces": ("places", "spaces", "ranking", "full-by-space"),
    "week": ("typical-week",),
    "days": ("days",),
    "each-space": (),
    "method": ("origin", "dictionary"),
    "quality": ("quality", "without-sign", "agents"),
}
"""In their order, with the ids of their tables; what has no place here stands with what is before
it, so that a workbook never has more sheets than these and the cover."""
_EACH_SPACE: Final = "each-space"
_ONE_BY_ONE: Final = "indicators-"
_BLANK: Final = TextCell("")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet behind the cover."""

    title: str
    tables: tuple[Table, ...]
    charts: tuple[Chart, ...]


def sheets_of(document: Document) -> list[Sheet]:
    """Share the tables and charts of a document out among sheets; none is left out."""
    tables: dict[str, list[Table]] = {key: [] for key in SHEETS}
    keys: dict[str, str] = {}
    singles: list[tuple[Section, Table]] = []
    key = next(iter(SHEETS))
    for section, table in _tables(document):
        key = keys[table.id] = _key(table.id) or key
        if key == _EACH_SPACE:
            singles.append((section, table))
        else:
            tables[key].append(table)
    if singles:
        tables[_EACH_SPACE] = [_joined(singles, document)]
    charts: dict[str, list[Chart]] = {key: [] for key in SHEETS}
    for chart in _charts(document):
        charts[keys.get(chart.table, next(iter(SHEETS)))].append(chart)
    titles = document.office.sheet_titles
    return [
        Sheet(titles[key], tuple(tables[key]), tuple(charts[key]))
        for key in SHEETS
        if tables[key] or charts[key]
    ]


def _key(table: str) -> str | None:
    if table.startswith(_ONE_BY_ONE):
        return _EACH_SPACE
    return next((key for key, ids in SHEETS.items() if table in ids), None)


def _tables(document: Document) -> Iterator[tuple[Section, Table]]:
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                yield section, block


def _charts(document: Document) -> Iterator[Chart]:
    """Yield each chart once, wherever it stands."""
    seen: set[str] = set()
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Chart) and block.id not in seen:
                seen.add(block.id)
                yield block


def _joined(singles: Sequence[tuple[Section, Table]], document: Document) -> Table:
    """Make one table of those of single spaces; where one has no such column the cell is blank."""
    columns = {column.title: column for _, table in singles for column in table.columns}
    notes = [f"{section.title}: {table.note}" for section, table in singles if table.note]
    return Table(
        id=_EACH_SPACE,
        caption=document.office.sheet_titles[_EACH_SPACE],
        columns=(Column(document.office.space, Kind.TEXT), *columns.values()),
        rows=tuple(
            (TextCell(section.title), *row)
            for section, table in singles
            for row in _rows(table, tuple(columns))
        ),
        note="\n".join(notes) or None,
    )


def _rows(table: Table, titles: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
    own = [column.title for column in table.columns]
    for row in table.rows:
        told = dict(zip(own, row, strict=True))
        yield tuple(told.get(title, _BLANK) for title in titles)
