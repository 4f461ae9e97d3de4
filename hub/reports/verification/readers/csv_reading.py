"""A report as CSV, read back: one text per cell of a long file, one per row of a tidy one. Pure.

A tidy row is read as one text, because a year of a region has a million cells.
"""

import csv
import io
from collections.abc import Iterator
from typing import Final

from hub.reports.verification.readers.printed import CannotCompare, Printed

_NAMED_BY: Final = (0, 3, 4)
"""Table, row and column: what a line is about."""
_LONG: Final = 8
"""Columns of the long form."""
_OF_A_ROW: Final = 6
"""Cells that say what a tidy row is about; the space's name is one of them."""


def is_for_excel(content: bytes) -> bool:
    """Tell German Excel's dialect by its delimiter."""
    head = content.partition(b"\n")[0]
    return head.count(b";") > head.count(b",")


def is_long(content: bytes) -> bool:
    """Tell the long form by the number of its columns."""
    head = content.partition(b"\n")[0]
    return max(head.count(b";"), head.count(b",")) == _LONG - 1


def printed_in_csv(content: bytes) -> Iterator[Printed]:
    """Yield every cell of a long file, or every row. Raises CannotCompare."""
    text = content.decode("utf-8-sig", errors="replace")
    delimiter = ";" if is_for_excel(content) else ","
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    heads: list[str] = []
    try:
        for number, line in enumerate(lines, 1):
            heads = heads or line
            if len(heads) == _LONG:
                yield from _cells(number, line, heads)
            else:
                yield _row(number, line, heads)
    except csv.Error as error:
        raise CannotCompare(f"it is no CSV: {error}") from None


def _cells(number: int, line: list[str], heads: list[str]) -> Iterator[Printed]:
    about = ", ".join(line[index] for index in _NAMED_BY if index < len(line))
    for index, cell in enumerate(line):
        head = heads[index] if index < len(heads) else str(index + 1)
        yield Printed(f"line {number}, {head}", cell, about)


def _row(number: int, line: list[str], heads: list[str]) -> Printed:
    """Tell a row as one text: each cell that isn't empty after its head."""
    about = ", ".join(cell for cell in line[:_OF_A_ROW] if cell)
    told = (
        f"{heads[index] if index < len(heads) else index + 1} {cell}"
        for index, cell in enumerate(line)
        if cell
    )
    cell_count = sum(bool(cell) for cell in line[_OF_A_ROW:])
    return Printed(f"line {number}", "; ".join(told), about, cell_count=cell_count)
