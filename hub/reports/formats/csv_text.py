"""How numbers, days and texts stand in CSV, and the dialects that programs read.

A text that a spreadsheet would take for something else gets an apostrophe: it is asked what a text
looks like, and no figure is read out of it.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

_LIKE_A_NUMBER: Final = re.compile(
    r"\s*\d[\d.,:/\s-]*(?:[eE][+-]?\d+)?\s*(?:%|[ap]\.?m\.?)?|true|false|wahr|falsch", re.IGNORECASE
)
_ACTIVE: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def inert(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula.

    OWASP, "CSV Injection": cells that begin with =, +, -, @, tab or a line's end.
    """
    return f"'{text}" if text.startswith(_ACTIVE) else text


def as_name(text: str) -> str:
    """Put one before a name that a spreadsheet would take for a number, a time or a day.

    A desk or device may be called 0012, 1e5 or 3-4, and shall be called so still when it is opened.
    """
    return f"'{text}" if _LIKE_A_NUMBER.fullmatch(text) else text


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV file is written."""

    delimiter: str
    decimal_mark: str
    encoding: str
    day: str
    """For strftime."""
    has_translated_heads: bool

    def written(self, day: date) -> str:
        """Write a day."""
        return day.strftime(self.day)

    def number(self, value: float) -> str:
        """Write the shortest digits that give the same number, never with an exponent."""
        if value.is_integer():
            return f"{value:.0f}"
        return f"{Decimal(repr(value)):f}".replace(".", self.decimal_mark)


GERMAN_EXCEL: Final = Dialect(";", ",", "utf-8-sig", "%d.%m.%Y", True)
"""What German Excel opens by a double click: a byte order mark tells it that this is UTF-8."""
PLAIN: Final = Dialect(",", ".", "utf-8", "%Y-%m-%d", False)
"""As in RFC 4180, with days as in ISO 8601."""
