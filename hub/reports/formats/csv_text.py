"""Texts that a spreadsheet would take for something else get an apostrophe in CSV.

It asks what a text looks like, and reads no figure out of it.
"""

import re
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
