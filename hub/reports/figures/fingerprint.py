r"""The fingerprint of a report's inputs: the same slots, calendars and version give the same.

SHA-256 over one canonical form, so that anybody can recompute it. The second form is written `2:`
and 64 hexadecimal digits, and is over

    version \n
    then per space, and per period that the report shows, in the order of reading:
        space id, calendar id, first day, last day, each with \n
        per local day: the day; the digest of the day (hub/domain/day_sums.py), each with \n
    then per space and day that desks were without a sign of life since: `without-sign`, space id,
        day, how many desks, each with \n

The calendar id is that of a period's last day, so that what is set for later days changes no report
that is there (hub/domain/calendar_id.py). Reports of earlier versions have two other forms: with
the id of the whole calendar; and, as 64 digits alone, also with what a day's digest and its \n are
made of in their place. The latter needs every slot, so it is only known of a report for which all
were read: when an earlier one is verified. This knows no store: what it is fed is what the report
is made of.
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Final

from hub.domain.day_sums import digest_of_day, told_of_day
from hub.domain.sign_doubt import WithoutSign
from hub.domain.slots import SpaceSlot
from hub.reports.period import Period

_SECOND: Final = "2:"


class Fingerprint:
    """Takes in what is read, in the order in which it is read."""

    def __init__(self, version: str) -> None:
        self._hash = hashlib.sha256(f"{version}\n".encode())
        self._whole, self._first = self._hash.copy(), self._hash.copy()
        self._has_read_all = True

    def begin(self, space: str, calendar: str, period: Period, *, whole: str) -> None:
        """Take in whose days follow; `whole` is the id of the whole calendar."""
        told = (f"{space}\n{each}\n{period.first}\n{period.last}\n" for each in (calendar, whole))
        by_then, by_all = (text.encode() for text in told)
        self._hash.update(by_then)
        for earlier in (self._whole, self._first):
            earlier.update(by_all)

    def day(self, day: date, flags: bytes, desk_days: int, stored: Iterable[SpaceSlot]) -> None:
        """Take in one local day: a byte per slot, 1 is open; its desk days, and what is stored."""
        told = told_of_day(flags, desk_days, stored)
        self._summed(day, digest_of_day(told))
        self._first.update(f"{day}\n".encode() + told)

    def summed_day(self, day: date, digest: str) -> None:
        """Take in one local day of which only the digest was read."""
        self._summed(day, digest)
        self._has_read_all = False

    def _summed(self, day: date, digest: str) -> None:
        for each in (self._hash, self._whole):
            each.update(f"{day}\n{digest}\n".encode())

    def without_sign(self, doubtful: Iterable[WithoutSign]) -> None:
        """Take in which desks were in doubt for want of a sign."""
        for each in doubtful:
            self._take(f"without-sign\n{each.space}\n{each.since}\n{each.desk_count}\n")

    def text(self) -> str:
        """Return the fingerprint so far."""
        return f"{_SECOND}{self._hash.hexdigest()}"

    def earlier_forms(self) -> tuple[str, ...]:
        """Return it as reports of earlier versions have it, as far as every slot was read."""
        first = (self._first.hexdigest(),) if self._has_read_all else ()
        return (f"{_SECOND}{self._whole.hexdigest()}", *first)

    def _take(self, text: str) -> None:
        for each in (self._hash, self._whole, self._first):
            each.update(text.encode())
