"""How a printed cell becomes a number that programs may count with. Pure.

The text decides what people see; the value is exact. A spreadsheet shows the value with as many
decimals as the text has, and so the same digits. Where the text is rounded down (a lower bound, a
coverage), the nearest digits would be others: there the number is the printed one.
"""

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Final

from hub.reports.layout.document import Cell, Kind
from hub.reports.text.typography import Typography

_HALF: Final = Fraction(1, 2)
_DIGITS: Final = 15
"""As many as spreadsheets keep."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number with the words around it."""

    value: float
    """Shares from 0 to 1."""
    places: int
    """Decimals as printed, of percent where it is a share."""
    is_share: bool
    before: str
    """What stands in front of it, such as "mindestens "."""
    after: str
    """What follows it, but for the percent sign."""


def number_of(cell: Cell, kind: Kind, typography: Typography) -> Number | None:
    """Return the number in a cell of a column's kind; None where it is words or a day."""
    if cell.value is None or isinstance(cell.value, date):
        return None
    found = _digits(typography).search(cell.text)
    if found is None:
        return None
    is_share = (cell.kind or kind) is Kind.RATIO
    places = len(found["rest"] or "")
    step = Fraction(1, 10**places * (100 if is_share else 1))
    shown = int(_bare(found["whole"]) + (found["rest"] or "")) * step
    value = _as_shown(Fraction(cell.value), -shown if found["sign"] else shown, step)
    after = cell.text[found.end() :].removeprefix(typography.percent.format(n="") * is_share)
    if value is None:
        return None
    kept = float(f"{float(value):.{_DIGITS}g}")
    return Number(kept, places, is_share, cell.text[: found.start()], after)


def _as_shown(value: Fraction, shown: Fraction, step: Fraction) -> Fraction | None:
    """Return the value if its nearest digits are shown, else those; None if it is another."""
    if -_HALF <= (value - shown) / step < _HALF:
        return value
    return shown if abs(value - shown) < step else None


def _bare(digits: str) -> str:
    return re.sub(r"\D", "", digits)


@cache
def _digits(typography: Typography) -> re.Pattern[str]:
    thousands, mark = re.escape(typography.thousands), re.escape(typography.decimal_mark)
    return re.compile(
        rf"(?P<sign>[-\N{{MINUS SIGN}}]?)(?P<whole>\d{{1,3}}(?:{thousands}\d{{3}})+|\d+)"
        rf"(?:{mark}(?P<rest>\d+))?"
    )
