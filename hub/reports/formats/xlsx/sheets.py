"""Sheets of a workbook: their names, and how wide, how high and in which form cells are. Pure."""

import re
import textwrap
from collections.abc import Iterable, Sequence
from typing import Final

from hub.reports.layout.document import Cell, Column, Kind, NumberCell, TextCell

TO_THE_LEFT: Final = (Kind.TEXT, Kind.DATE)
_WIDTHS: Final = range(9, 61)
"""Of columns, in digits."""
_WORDS_WIDTH: Final = 22
"""Of words that stand in the place of a number; beyond they wrap."""


def line_count(cells: Iterable[Cell], widths: Iterable[float]) -> int:
    """Reckon how many lines a row takes: programs other than Excel don't find that out."""
    return max(_lines(cell.text, int(width) - 1) for cell, width in zip(cells, widths, strict=True))


def _lines(text: str, width: int) -> int:
    return sum(len(textwrap.wrap(line, width, break_long_words=False)) for line in text.split("\n"))


def width_of(column: Column, cells: Iterable[Cell]) -> float:
    """Return a column's width in digits: numbers stay whole, words wrap."""
    words = max(len(word) for word in column.title.split()) + 3  # the filter's button
    texts = [
        min(len(cell.text), _limit(column)) if isinstance(cell, TextCell) else len(cell.text)
        for cell in cells
    ]
    return min(max([words, _WIDTHS[0], *(length + 1 for length in texts)]), _WIDTHS[-1])


def _limit(column: Column) -> int:
    return _WIDTHS[-1] if column.kind in TO_THE_LEFT else _WORDS_WIDTH


def number_format(cell: NumberCell, *, is_bare: bool = False) -> str:
    """Return the format in which a spreadsheet shows a number as printed, or without its words."""
    number, written = cell.number, cell.written
    digits = "#,##0" + ("." + "0" * number.decimals if number.decimals else "")
    if number.is_share:
        digits += in_format(written.sign.removesuffix("%")) + "%"
    if is_bare:
        return digits
    return f"{in_format(written.before)}{digits}{in_format(written.after)}"


def in_format(words: str) -> str:
    """Write words into a number format, where a quotation mark can't stand."""
    return '"{}"'.format(words.replace('"', "\N{RIGHT DOUBLE QUOTATION MARK}")) if words else ""


LONGEST: Final = 31
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
_RESERVED: Final = "history"
_EMPTY: Final = "–"


def sheet_names(captions: Sequence[str]) -> tuple[str, ...]:
    """Make a name of each caption; those that would be equal get a number."""
    taken = {_RESERVED}
    names = []
    for caption in captions:
        name = _free(_legal(caption), taken)
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def _legal(caption: str) -> str:
    name = " ".join(_FORBIDDEN.sub(" ", caption).split())
    return _cut(name, LONGEST) or _EMPTY


def _cut(name: str, length: int) -> str:
    return name[:length].strip(" '")


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{_cut(name, LONGEST - len(f' {number}'))} {number}"
    return free
