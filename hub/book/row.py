"""Check sums of rows: a flipped bit makes a row damaged, and never another row.

A sum is over all other columns, by name, in a form that tells a number from a text. It finds
damage, and is no protection against people.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

CHECK: Final = "check_sum"
"""The column that holds it."""
_BYTES: Final = 8


def check_sum(values: Mapping[str, object]) -> bytes:
    """Sum a row up, whatever it says under CHECK itself."""
    said = sorted((name, value) for name, value in values.items() if name != CHECK)
    return hashlib.blake2b(repr(said).encode(), digest_size=_BYTES).digest()


def with_check(values: Mapping[str, object]) -> dict[str, object]:
    """Add its sum to what a row shall hold; `values` names every other column."""
    return {**values, CHECK: check_sum(values)}


def whole(rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield the rows, by column, that are as they were written; damaged ones are left out."""
    return filter(is_whole, rows)


def is_whole(row: Mapping[str, object]) -> bool:
    """Tell whether a row, by column, is as it was written."""
    return row.get(CHECK) == check_sum(row)
