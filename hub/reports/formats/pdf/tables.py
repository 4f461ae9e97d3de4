"""Tables for the paper template: numbers cut at the decimal mark, and how wide columns want to be.

Widths are guessed in characters from the texts alone; no number is made here. Pure.
"""

import re
from collections.abc import Mapping, Sequence
from string import hexdigits
from typing import Final

from hub.reports.layout.document import Cell, Kind, NumberCell, Table

Json = str | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]
_PAGE_WIDTH: Final = 128
"""So many characters stand beside each other on an upright page."""
_DENSE_WIDTH: Final = 145
"""The same in smaller letters, which are better than a page turned between others."""
_LONG_TEXT: Final = 60
_SHORT_TEXT: Final = 25
_MANY_COLUMNS: Final = 6
_WIDEST_NUMBER: Final = 17
"""Longer texts stand in place of numbers, and may be broken."""
_WIDEST_TEXT: Final = 32
_PADDING: Final = 2
_BREAKS: Final = re.compile(r"[ \n-]")
_DIGEST_LENGTH: Final = 64
_OF_A_DIGEST: Final = 48
"""Digests are set in smaller letters."""
_BOLDER: Final = 1.15
"""How much wider words are in heads, and figures than letters."""


def is_wordy(table: Table) -> bool:
    """Tell whether a table has so many and so long texts that no page is wide enough."""
    long = max(_longest(table, index) for index in range(len(table.columns)))
    return len(table.columns) > _MANY_COLUMNS and long > _LONG_TEXT


def is_wide(table: Table) -> bool:
    """Tell whether a table wants a page turned on its side."""
    return _table_width(table) > _DENSE_WIDTH and not is_wordy(table)


def _table_width(table: Table) -> float:
    return sum(_width(table, index) for index in range(len(table.columns)))


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


def table_of(table: Table) -> Json:
    """Return a table; a cell is a text, or a number in three parts."""
    return {
        "type": "table",
        "id": table.id,
        "caption": table.caption,
        "note": table.note,
        "is_dense": _PAGE_WIDTH < _table_width(table) <= _DENSE_WIDTH,
        "columns": [
            {
                "title": column.title,
                "is_number": column.kind is Kind.NUMBER,
                "width": _width(table, index),
                "tails": _tails([row[index] for row in table.rows]),
            }
            for index, column in enumerate(table.columns)
        ],
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
    }


def _cell(cell: Cell) -> Json:
    """Return a text, or a number cut into what stands before, the whole part, and what follows."""
    if not isinstance(cell, NumberCell):
        return cell.text
    return cell.written.before, cell.written.whole, _tail(cell)


def _tail(cell: NumberCell) -> str:
    written = cell.written
    return f"{written.fraction}{written.sign}{written.after}"


def _tails(cells: Sequence[Cell]) -> list[str]:
    """Return what follows whole parts, one of each width: figures are tabular."""
    return sorted({_with_zeros(cell) for cell in cells if isinstance(cell, NumberCell)})


def _with_zeros(cell: NumberCell) -> str:
    written, decimals = cell.written, cell.number.decimals
    mark = written.fraction[: len(written.fraction) - decimals]
    return f"{mark}{'0' * decimals}{written.sign}{written.after}"


def _width(table: Table, index: int) -> float:
    column = table.columns[index]
    word = max(map(len, column.title.split()), default=1) * _BOLDER
    if column.kind is not Kind.NUMBER:
        longest = min(_WIDEST_TEXT, _longest(table, index)), _longest_word(table, index)
        return max(word, *longest) + _PADDING
    numbers = min(_WIDEST_NUMBER, _longest(table, index)), _longest_number(table, index)
    return max(word, max(numbers) * _BOLDER) + _PADDING


def _longest_number(table: Table, index: int) -> int:
    """Count characters where decimal marks stand below each other; a number is never broken."""
    cells = [cell for row in table.rows if isinstance(cell := row[index], NumberCell)]
    tails = [len(_tail(cell)) for cell in cells]
    heads = (len(cell.text) - tail for cell, tail in zip(cells, tails, strict=True))
    return max(heads, default=0) + max(tails, default=0)


def _longest_word(table: Table, index: int) -> int:
    """Count the characters that must stay on one line."""
    words = (word for row in table.rows for word in _BREAKS.split(row[index].text))
    return max((_word_length(word) for word in words), default=0)


def _word_length(word: str) -> int:
    """Count the characters of a word; a digest at its end is set in smaller letters."""
    end = word[-_DIGEST_LENGTH:]
    is_digest = len(end) == _DIGEST_LENGTH and set(end) <= {*hexdigits}
    return len(word) - (_DIGEST_LENGTH - _OF_A_DIGEST if is_digest else 0)


def _longest(table: Table, index: int) -> int:
    return max((len(row[index].text) for row in table.rows), default=0)
