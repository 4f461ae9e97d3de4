"""The number that programs get out of a cell, as far as they can hold it. Pure.

Spreadsheets keep 15 significant digits of a binary fraction; CSV gives the same, so that both sum
up alike. Where these would round to other digits than are printed, the number is the printed one.
"""

from fractions import Fraction
from typing import Final

from hub.reports.layout.document import Number, NumberCell

_DIGITS: Final = 15


def value_of(cell: NumberCell) -> float:
    """Return the number to go on calculating with; shares from 0 to 1."""
    return value_of_number(cell.number)


def value_of_number(number: Number) -> float:
    """Return the same of a number without its words."""
    held = _held(number.computable)
    return float(held if number.is_shown_by(held) else _held(number.shown))


def _held(value: Fraction) -> Fraction:
    return Fraction(f"{float(value):.{_DIGITS}g}")
