"""The journal: gives every event its epoch, number and date, and sees it onto the disk.

While the disk takes nothing, events wait in memory, bounded; what overflows is named in a `lost`
event. While the clock is unsynced, events are kept without a date and dated once it is.
"""

import logging
import secrets
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from contract.events import SeqRange
from edge import drafts
from edge.clock import Clock
from edge.decisions.dating import date_rows
from edge.drafts import Draft, Snapshot
from edge.errors import OutboxUnavailable
from edge.outbox import Entry, Outbox

log = logging.getLogger(__name__)

BACKWARDS_US: Final = 1_000_000
"""A synced clock further behind the last event than this begins a new epoch."""
MAX_WAITING: Final = 10_000


class Journal:
    """The one place where events are numbered."""

    def __init__(
        self,
        outbox: Outbox,
        clock: Clock,
        new_epoch: Callable[[], str] = lambda: secrets.token_hex(16),
    ) -> None:
        self._outbox = outbox
        self._clock = clock
        self._new_epoch = new_epoch
        self._waiting: deque[Entry] = deque()
        self._overflowed: list[SeqRange] = []
        self._is_begun = False
        self._next_seq = 1
        self._last_at_us: int | None = None
        self._has_undated = True  # of an earlier boot, perhaps
        self.epoch = ""

    def begin(self, seen: Snapshot, now_us: int) -> None:
        """Begin a new epoch with `started`."""
        previous = self._outbox.previous()
        self.epoch = self._new_epoch()
        self._next_seq, self._last_at_us, self._is_begun = 1, None, False
        self.record([drafts.started(now_us, self._clock.boot, previous, seen)])

    def runs_backwards(self) -> bool:
        """Tell whether the synced clock is so far behind the last event that a new epoch is due."""
        return (
            self._last_at_us is not None
            and not self._waiting
            and self._clock.is_synced()
            and self._clock.wall_us() < self._last_at_us - BACKWARDS_US
        )

    def record(self, new: Sequence[Draft]) -> None:
        """Give events number and date and keep them, in memory while the disk is ill."""
        offset_us = self._offset_us()
        if offset_us is not None:
            self._date_waiting(offset_us)
        for draft in new:
            self._wait(self._numbered(draft, offset_us))
            self._next_seq += 1
        self.flush()

    def flush(self) -> None:
        """Put on disk what waits in memory."""
        if not self._waiting:
            return
        try:
            self._keep_waiting()
        except OutboxUnavailable as error:
            log.warning("outbox: %s; %d events wait in memory", error, len(self._waiting))

    def date(self) -> None:
        """Date what waits for a clock, if the clock is synced by now."""
        offset_us = self._offset_us()
        if offset_us is not None:
            self._date_waiting(offset_us)

    @property
    def waiting_count(self) -> int:
        """How many events wait in memory for the disk."""
        return len(self._waiting)

    def _offset_us(self) -> int | None:
        if not self._clock.is_synced():
            self._has_undated = True
            return None
        return self._clock.wall_us() - self._clock.boot_us()

    def _numbered(self, draft: Draft, offset_us: int | None, *, is_lost: bool = False) -> Entry:
        at_us = None if offset_us is None else self._rising(draft.boot_us + offset_us)
        return Entry(self._next_seq, draft.boot_us, at_us, draft.body, is_lost)

    def _rising(self, at_us: int) -> int:
        if self._last_at_us is not None:
            at_us = max(at_us, self._last_at_us + 1)
        self._last_at_us = at_us
        return at_us

    def _wait(self, entry: Entry) -> None:
        """Queue an event for the disk; a full queue gives up its oldest, but never `started`."""
        if len(self._waiting) >= MAX_WAITING:
            first = self._waiting.popleft() if not self._is_begun else None
            gone = self._waiting.popleft()
            self._overflowed.append(SeqRange(epoch=self.epoch, first=gone.seq, last=gone.seq))
            if first is not None:
                self._waiting.appendleft(first)
        self._waiting.append(entry)

    def _keep_waiting(self) -> None:
        if not self._is_begun:
            first = self._waiting[0]
            self._outbox.begin(self.epoch, self._clock.boot, first)
            self._is_begun = True
            self._waiting.popleft()
        if self._overflowed:
            self._waiting.append(self._lost(_joined(self._overflowed)))
            self._next_seq += 1
            self._overflowed.clear()
        if self._waiting and self._outbox.append(self.epoch, [*self._waiting], self._lost):
            self._next_seq += 1
        self._waiting.clear()

    def _lost(self, ranges: Sequence[SeqRange]) -> Entry:
        """Make the next event name `ranges`; its number is only used up once it is kept."""
        draft = drafts.lost(self._clock.boot_us(), list(ranges))
        return self._numbered(draft, self._offset_us(), is_lost=True)

    def _date_waiting(self, offset_us: int) -> None:
        if not self._has_undated or not self._is_begun:
            return
        try:
            self._date(offset_us)
        except OutboxUnavailable as error:
            log.warning("outbox: %s; events wait for their dates", error)

    def _date(self, offset_us: int) -> None:
        self.flush()
        rows = self._outbox.undated()
        boot_us = self._clock.boot_us()
        dates = date_rows(rows, self._clock.boot, boot_us, boot_us + offset_us)
        self._outbox.set_dates(dates)
        for one in dates:
            self._last_at_us = max(self._last_at_us or one.at_us, one.at_us)
        self._waiting = deque(
            one
            if one.at_us is not None
            else replace(one, at_us=self._rising(one.boot_us + offset_us))
            for one in self._waiting
        )
        self._has_undated = False


def _joined(ranges: Sequence[SeqRange]) -> list[SeqRange]:
    joined: list[SeqRange] = []
    for one in ranges:
        if joined and joined[-1].epoch == one.epoch and joined[-1].last + 1 == one.first:
            joined[-1] = SeqRange(epoch=one.epoch, first=joined[-1].first, last=one.last)
        else:
            joined.append(one)
    return joined
