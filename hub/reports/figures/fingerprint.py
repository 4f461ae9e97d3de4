r"""The fingerprint of a report's inputs: the same slots, calendars and version give the same.

SHA-256 over one canonical form, so that anybody can recompute it:

    version \n
    then per space, and per period that the report shows, in the order of reading:
        space id, calendar id, first day, last day, each with \n
        per local day: the day and \n; a byte 0 or 1 per slot of the day (open); the desk days;
            then every stored slot of the day as its 13 numbers, each in 8 bytes, big-endian
    then per space and day that desks were without a sign of life since: `without-sign`, space id,
        day, how many desks, each with \n

It knows no store: what it is fed is what the report is made of.
"""

import hashlib
import struct
from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from datetime import date
from itertools import chain
from operator import attrgetter
from typing import Final

from hub.domain.sign_doubt import WithoutSign
from hub.domain.slots import SpaceSlot
from hub.reports.period import Period

_NUMBERS: Final = tuple(each.name for each in fields(SpaceSlot) if each.name != "by_desk")
_read_numbers: Final = attrgetter(*_NUMBERS)


class Fingerprint:
    """Takes in what is read, in the order in which it is read."""

    def __init__(self, version: str) -> None:
        self._hash = hashlib.sha256(f"{version}\n".encode())

    def begin(self, space: str, calendar: str, period: Period) -> None:
        """Take in whose days follow."""
        self._hash.update(f"{space}\n{calendar}\n{period.first}\n{period.last}\n".encode())

    def day(
        self,
        day: date,
        starts: Sequence[int],
        opened: Collection[int],
        desk_days: int,
        stored: Iterable[SpaceSlot],
    ) -> None:
        """Take in one local day: the starts of its slots, those that are open, and those stored."""
        self._hash.update(f"{day}\n".encode())
        self._hash.update(bytes(start in opened for start in starts))
        self._hash.update(struct.pack(">q", desk_days))
        numbers = list(chain.from_iterable(map(_read_numbers, stored)))
        self._hash.update(struct.pack(f">{len(numbers)}q", *numbers))

    def without_sign(self, doubtful: Iterable[WithoutSign]) -> None:
        """Take in which desks were in doubt for want of a sign."""
        for each in doubtful:
            said = f"without-sign\n{each.space}\n{each.since}\n{each.desk_count}\n"
            self._hash.update(said.encode())

    def hexdigest(self) -> str:
        """Return the fingerprint so far."""
        return self._hash.hexdigest()
