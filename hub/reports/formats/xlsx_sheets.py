"""How wide, how high and in which form cells of a workbook are shown. Pure."""

import textwrap
from collections.abc import Iterable
from typing import Final

from hub.reports.document import Cell, Column, Kind
from hub.reports.printed import Number
from hub.reports.typography import Typography

TO_THE_LEFT: Final = (Kind.TEXT, Kind.DATE, Kind.INSTANT)
_WIDTHS: Final = range(9, 61)
"""Of columns, in digits."""
_WORDS_WIDTH: Final = 22
"""Of words that stand in the place of a number; beyond they wrap."""


def line_count(cells: Iterable[Cell], widths: Iterable[float]) -> int:
    """Reckon how many lines a row takes: programs other than Excel don't find that out."""
    return max(
        len(textwrap.wrap(cell.text, int(width) - 1, break_long_words=False))
        for cell, width in zip(cells, widths, strict=True)
    )


def width_of(column: Column, cells: Iterable[Cell]) -> float:
    """Return a column's width in digits: numbers stay whole, words wrap."""
    words = max(len(word) for word in column.title.split()) + 3  # the filter's button
    texts = [
        len(cell.text) if cell.value is not None else min(len(cell.text), _limit(column))
        for cell in cells
    ]
    return min(max([words, _WIDTHS[0], *(length + 1 for length in texts)]), _WIDTHS[-1])


def _limit(column: Column) -> int:
    return _WIDTHS[-1] if column.kind in TO_THE_LEFT else _WORDS_WIDTH


def number_format(number: Number, typography: Typography) -> str:
    """Return the format in which a spreadsheet shows a number as it is printed."""
    digits = "#,##0" + ("." + "0" * number.places if number.places else "")
    if number.is_share:
        digits += _in_format(typography.percent.format(n="").removesuffix("%")) + "%"
    return f"{_in_format(number.before)}{digits}{_in_format(number.after)}"


def _in_format(words: str) -> str:
    """Write words into a number format, where a quotation mark can't stand."""
    return '"{}"'.format(words.replace('"', "\N{RIGHT DOUBLE QUOTATION MARK}")) if words else ""
