"""Counts attempts to sign in that fail, and hands the numbers of each day to the book.

    attempt ─▶ here ─ at most every few seconds ─▶ book: so many, at least so many names

Names are told apart by a keyed hash that never leaves this process. What is counted here and isn't
in the book yet is lost with the process: a few seconds of it.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta, tzinfo
from threading import Lock
from typing import Final

from contract.times import from_us
from hub.book.failed_sign_ins import FailedCounts, FailedSignInMemory
from hub.book.published import Transactions
from hub.errors import BookUnavailable

WRITTEN_EVERY_US: Final = 10 * 1_000_000
"""Whoever guesses from many addresses shan't wear out the card."""
MOST_NAMES: Final = 1_000
"""Of a day; more are told as "at least so many"."""


class FailedSignIns:
    """Counts. Threads take turns."""

    def __init__(self, book: Transactions, now_us: Callable[[], int], zone: tzinfo) -> None:
        """`zone` says when a day begins."""
        self._memory = FailedSignInMemory(book)
        self._now_us = now_us
        self._zone = zone
        self._turn = Lock()
        self._day = date.min
        self._names: set[bytes] = set()
        self._waiting = FailedCounts()
        self._written_us = 0

    def wrong(self, name: bytes) -> None:
        """Count one that was looked at; `name` is a keyed hash. It never raises."""
        with self._turn, suppress(BookUnavailable):
            self._begin_day()
            if len(self._names) < MOST_NAMES:
                self._names.add(name)
            self._count(FailedCounts(1, 0, len(self._names)))

    def refused(self) -> None:
        """Count one that wasn't looked at, because there were too many. It never raises."""
        with self._turn, suppress(BookUnavailable):
            self._begin_day()
            self._count(FailedCounts(0, 1, len(self._names)))

    def of_days(self, count: int) -> Sequence[tuple[date, FailedCounts]]:
        """Return the last days on which any failed, today's first. Raises BookUnavailable."""
        with self._turn:
            self._begin_day()
            self._write()
            return self._memory.since(self._day - timedelta(days=count - 1))

    def _begin_day(self) -> None:
        today = from_us(self._now_us()).astimezone(self._zone).date()
        if today != self._day:
            self._write()
            self._day, self._names = today, set()

    def _count(self, more: FailedCounts) -> None:
        self._waiting += more
        if not 0 <= self._now_us() - self._written_us < WRITTEN_EVERY_US:
            self._write()

    def _write(self) -> None:
        if self._waiting != FailedCounts():
            self._memory.add(self._day, self._waiting)
            self._waiting, self._written_us = FailedCounts(), self._now_us()
