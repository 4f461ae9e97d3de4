"""A document as the JSON that the paper template reads: numbers cut at the decimal mark. Pure.

Places and widths are decided here as far as they follow from texts alone; no number is made.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Final

from hub.reports.document import (
    Block,
    Cell,
    Chart,
    Column,
    DayBars,
    Document,
    Kind,
    Language,
    Paragraph,
    RankBars,
    Section,
    Table,
    WeekHeat,
)
from hub.reports.layout import WORDS
from hub.reports.typography import Typography

Json = str | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]
Pattern = re.Pattern[str]
REGIONS: Final = {Language.GERMAN: "DE", Language.ENGLISH: "GB"}
_NUMBERS: Final = (Kind.NUMBER, Kind.COUNT, Kind.RATIO, Kind.HOURS)
_LONG_TEXT: Final = 60
_SHORT_TEXT: Final = 25
_MANY_COLUMNS: Final = 6
_WIDEST_NUMBER: Final = 17
"""Longer texts stand in place of numbers, and may be broken."""
_WIDEST_TEXT: Final = 32
_NUMBERS_WIDER: Final = 1.15


def payload(document: Document) -> str:
    """Write a document as JSON."""
    return json.dumps(_document(document), ensure_ascii=False, sort_keys=True)


def _document(document: Document) -> Json:
    number = _number_of(WORDS[document.language][0].typography)
    return {
        "language": document.language.value,
        "region": REGIONS[document.language],
        "title": document.title,
        "subtitle": document.subtitle,
        "subject": document.subject,
        "keywords": list(document.keywords),
        "fingerprint": document.fingerprint,
        "dated": {
            "year": document.dated.year,
            "month": document.dated.month,
            "day": document.dated.day,
        },
        "furniture": asdict(WORDS[document.language][1].furniture),
        "sections": [_section(section, number) for section in document.sections],
    }


def _section(section: Section, number: Pattern) -> Json:
    return {
        "id": section.id,
        "title": section.title,
        "level": section.level,
        "is_annex": section.is_annex,
        "blocks": [_block(block, number) for block in section.blocks],
    }


def _block(block: Block, number: Pattern) -> Json:
    match block:
        case Paragraph(text):
            return {"type": "paragraph", "text": text}
        case Table():
            return _cards(block) if _is_wordy(block) else _table(block, number)
        case Chart():
            return {
                "type": "chart",
                "id": block.id,
                "title": block.title,
                "alt": block.alt,
                "note": block.note,
                "table": block.table,
                "drawing": _drawing(block.drawing),
            }


# Tables


def _is_wordy(table: Table) -> bool:
    """Tell whether a table has so many and so long texts that no page is wide enough."""
    long = max(_longest(table, index) for index in range(len(table.columns)))
    return len(table.columns) > _MANY_COLUMNS and long > _LONG_TEXT


def _longest(table: Table, index: int) -> int:
    return max((len(row[index].text) for row in table.rows), default=0)


def _cards(table: Table) -> Json:
    return {
        "type": "cards",
        "id": table.id,
        "caption": table.caption,
        "columns": [
            {"title": column.title, "is_short": _longest(table, index) <= _SHORT_TEXT}
            for index, column in enumerate(table.columns)
        ],
        "rows": [[cell.text for cell in row] for row in table.rows],
    }


def _table(table: Table, number: Pattern) -> Json:
    rows = [
        [_cell(cell, column, number) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    return {
        "type": "table",
        "id": table.id,
        "caption": table.caption,
        "note": table.note,
        "columns": [_column(table, index, rows) for index in range(len(table.columns))],
        "rows": rows,
    }


def _column(table: Table, index: int, rows: Sequence[Sequence[Json]]) -> Json:
    column = table.columns[index]
    cells = [row[index] for row in rows]
    return {
        "title": column.title,
        "unit": column.unit,
        "is_number": column.kind in _NUMBERS,
        "weight": _weight(column, [row[index].text for row in table.rows]),
        "tails": sorted({_pattern(cell[2]) for cell in cells if isinstance(cell, list)}),
    }


def _pattern(tail: Json) -> str:
    """Return what is as wide: figures are tabular."""
    return re.sub(r"\d", "0", str(tail))


def _weight(column: Column, texts: Sequence[str]) -> float:
    """Guess how wide a column wants to be, in characters."""
    widest = _WIDEST_NUMBER if column.kind in _NUMBERS else _WIDEST_TEXT
    word = max(map(len, column.title.split()), default=1)
    wanted = max(word, min(widest, max(map(len, texts), default=0))) + 2
    return wanted * (_NUMBERS_WIDER if column.kind in _NUMBERS else 1.0)


def _number_of(typography: Typography) -> Pattern:
    """Match a number in a text: what stands before it, its whole part, and all that follows."""
    thousands, mark = re.escape(typography.thousands), re.escape(typography.decimal_mark)
    return re.compile(rf"(\D*)(\d(?:[\d{thousands}]*\d)?)((?:{mark}\d+)?\D*)")


def _cell(cell: Cell, column: Column, number: Pattern) -> Json:
    if column.kind not in _NUMBERS or cell.value is None:
        return cell.text
    found = number.fullmatch(cell.text)
    return list(found.groups()) if found else cell.text


# Charts


def _drawing(drawing: WeekHeat | DayBars | RankBars) -> Json:
    match drawing:
        case WeekHeat():
            return {"type": "week-heat", **_lists(drawing)}
        case RankBars():
            return {"type": "rank-bars", **_lists(drawing)}
        case DayBars():
            return {
                "type": "day-bars",
                "days": [day.isoformat() for day in drawing.days],
                "values": list(drawing.values),
                "labels": list(drawing.labels),
                "ticks": [[position, mark] for position, mark in drawing.ticks],
                "hatched": [list(run) for run in hatched_runs(drawing)],
            }


def _lists(drawing: WeekHeat | RankBars) -> dict[str, Json]:
    return dict(asdict(drawing))


def hatched_runs(drawing: DayBars) -> Iterator[tuple[int, int]]:
    """Yield where days begin that were open and have no value, and how many they are."""
    start: int | None = None
    missing = [
        value is None and is_open
        for value, is_open in zip(drawing.values, drawing.is_open, strict=True)
    ]
    for index, is_missing in enumerate([*missing, False]):
        if is_missing and start is None:
            start = index
        elif not is_missing and start is not None:
            yield start, index - start
            start = None
