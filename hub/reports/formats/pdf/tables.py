"""Tables for the paper template: numbers cut at the decimal mark, and how wide columns want to be.

Widths are guessed in characters from the texts alone; no number is made here. Pure.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from hub.reports.layout.document import Cell, Column, Kind, Table
from hub.reports.text.typography import Typography

Json = str | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]
_NUMBERS: Final = (Kind.NUMBER, Kind.COUNT, Kind.RATIO, Kind.HOURS)
_PAGE_WIDTH: Final = 128
"""So many characters stand beside each other on an upright page."""
_LONG_TEXT: Final = 60
_SHORT_TEXT: Final = 25
_MANY_COLUMNS: Final = 6
_WIDEST_NUMBER: Final = 17
"""Longer texts stand in place of numbers, and may be broken."""
_WIDEST_TEXT: Final = 32
_PADDING: Final = 2
_TAIL: Final = re.compile(r"(?:[.,]\d)?\D*$")
_BOLDER: Final = 1.15
"""How much wider words are in heads, and figures than letters."""


class Numbers:
    """How a language's numbers are cut."""

    def __init__(self, typography: Typography) -> None:
        thousands, mark = re.escape(typography.thousands), re.escape(typography.decimal_mark)
        self._parts = re.compile(rf"(\D*)(\d(?:[\d{thousands}]*\d)?)((?:{mark}\d+)?\D*)")

    def cut(self, text: str) -> tuple[str, ...] | None:
        """Cut into what stands before, the whole part, and all that follows; None of no number."""
        found = self._parts.fullmatch(text)
        return found.groups() if found else None


def is_wordy(table: Table) -> bool:
    """Tell whether a table has so many and so long texts that no page is wide enough."""
    long = max(_longest(table, index) for index in range(len(table.columns)))
    return len(table.columns) > _MANY_COLUMNS and long > _LONG_TEXT


def is_wide(table: Table) -> bool:
    """Tell whether a table wants a page turned on its side."""
    width = sum(_width(table, index) for index in range(len(table.columns)))
    return width > _PAGE_WIDTH and not is_wordy(table)


def cards(table: Table) -> Json:
    """Return a table whose rows are set one by one, not in columns."""
    return {
        "type": "cards",
        "caption": table.caption,
        "columns": [
            {"title": column.title, "is_short": _longest(table, index) <= _SHORT_TEXT}
            for index, column in enumerate(table.columns)
        ],
        "rows": [[cell.text for cell in row] for row in table.rows],
    }


def table_of(table: Table, numbers: Numbers) -> Json:
    """Return a table; a cell is a text, or a number in three parts."""
    rows = [
        [_cell(cell, column, numbers) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    return {
        "type": "table",
        "id": table.id,
        "caption": table.caption,
        "note": table.note,
        "columns": [
            {
                "title": column.title,
                "is_number": column.kind in _NUMBERS,
                "width": _width(table, index),
                "tails": _tails([row[index] for row in rows]),
            }
            for index, column in enumerate(table.columns)
        ],
        "rows": rows,
    }


def _cell(cell: Cell, column: Column, numbers: Numbers) -> str | tuple[str, ...]:
    if column.kind not in _NUMBERS or cell.value is None:
        return cell.text
    return numbers.cut(cell.text) or cell.text


def _tails(cells: Sequence[str | tuple[str, ...]]) -> list[str]:
    """Return what follows whole parts, one of each width: figures are tabular."""
    return sorted({re.sub(r"\d", "0", cell[-1]) for cell in cells if isinstance(cell, tuple)})


def _width(table: Table, index: int) -> float:
    column = table.columns[index]
    word = max(map(len, column.title.split()), default=1) * _BOLDER
    if column.kind not in _NUMBERS:
        return max(word, min(_WIDEST_TEXT, _longest(table, index))) + _PADDING
    numbers = min(_WIDEST_NUMBER, _longest(table, index)), _longest_number(table, index)
    return max(word, max(numbers) * _BOLDER) + _PADDING


def _longest_number(table: Table, index: int) -> int:
    """Count characters where decimal marks stand below each other; a number is never broken."""
    texts = [row[index].text for row in table.rows if row[index].value is not None]
    tails = [len(found[0]) if (found := _TAIL.search(text)) else 0 for text in texts]
    heads = (len(text) - tail for text, tail in zip(texts, tails, strict=True))
    return max(heads, default=0) + max(tails, default=0)


def _longest(table: Table, index: int) -> int:
    return max((len(row[index].text) for row in table.rows), default=0)
