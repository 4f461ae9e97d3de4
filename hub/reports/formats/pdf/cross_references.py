"""Bytes of a PDF replaced, and its table of cross-references moved with them. Pure.

    replaced(printed, [Replacement(at 120, 5 bytes, b"longer"), …])

ISO 32000-1, 7.5.4: the table at the end says at which byte each object begins. typst writes one,
without streams of objects.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

_OFFSET: Final = re.compile(rb"\d{10}(?= \d{5} n\r\n)")
_END: Final = re.compile(rb"startxref\n(\d+)\n%%EOF\Z")


@dataclass(frozen=True, slots=True)
class Replacement:
    """Some bytes in the place of others."""

    start: int
    end: int
    """Exclusive."""
    by: bytes

    @property
    def growth(self) -> int:
        """Return by how many bytes what follows moves."""
        return len(self.by) - (self.end - self.start)


def replaced(printed: bytes, replacements: Sequence[Replacement]) -> bytes:
    """Replace bytes of objects, in ascending order.

    Raises ValueError if `printed` has no single table of cross-references at its end.
    """
    if not replacements:
        return printed
    last = _END.search(printed)
    if last is None:
        raise ValueError("no table of cross-references at the end")
    table_at = int(last[1])
    pieces, done = [], 0
    for each in replacements:
        pieces += [printed[done : each.start], each.by]
        done = each.end
    body = b"".join([*pieces, printed[done:table_at]])
    starts = [each.start for each in replacements]
    moves = [0, *accumulate(each.growth for each in replacements)]

    def moved(offset: re.Match[bytes]) -> bytes:
        at = int(offset[0])
        return b"%010d" % (at + moves[bisect_right(starts, at)])

    table = _OFFSET.sub(moved, printed[table_at : last.start()])
    return b"%b%bstartxref\n%d\n%%%%EOF" % (body, table, len(body))
