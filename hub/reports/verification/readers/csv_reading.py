"""A report as CSV, read back: one text per cell. Pure."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from hub.reports.verification.readers.printed import CannotCompare, Printed

_NAMED_BY: Final = (0, 3, 4)
"""Table, row and column: what a line is about."""


def is_for_excel(content: bytes) -> bool:
    """Tell German Excel's dialect by its delimiter."""
    head = content.partition(b"\n")[0]
    return head.count(b";") > head.count(b",")


def printed_in_csv(content: bytes) -> Iterator[Printed]:
    """Yield every cell, line by line. Raises CannotCompare."""
    text = content.decode("utf-8-sig", errors="replace")
    delimiter = ";" if is_for_excel(content) else ","
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    heads: list[str] = []
    try:
        for number, line in enumerate(lines, 1):
            heads = heads or line
            yield from _cells(number, line, heads)
    except csv.Error as error:
        raise CannotCompare(f"it is no CSV: {error}") from None


def _cells(number: int, line: list[str], heads: list[str]) -> Iterator[Printed]:
    about = ", ".join(line[index] for index in _NAMED_BY if index < len(line))
    for index, cell in enumerate(line):
        head = heads[index] if index < len(heads) else str(index + 1)
        yield Printed(f"line {number}, {head}", cell, about)
