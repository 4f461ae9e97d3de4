"""The journal: gives every event its epoch, number and date, and sees it onto the disk.

While the disk takes nothing, events wait in memory, bounded; what overflows is named in a `lost`
event. While the clock is unsynced, events are kept without a date and dated once it is. Within an
epoch an event is dated only after all before it: dates rise, whatever the wall clock does.
"""

import logging
import secrets
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from contract.events import SeqRange
from edge.clock import Clock
from edge.decisions.dating import date_rows
from edge.delivery import event_body
from edge.delivery.event_body import Draft, Snapshot
from edge.delivery.outbox import Entry, Outbox
from edge.errors import OutboxUnavailable

log = logging.getLogger(__name__)

BACKWARDS_US: Final = 1_000_000
"""A synced clock further behind the last event or state than this begins a new epoch."""
MAX_WAITING: Final = 2_000
"""Days of events, and still few enough to be kept in one transaction in the reserve's room."""


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
        self._overflowed: SeqRange | None = None
        self._is_begun = False
        self._is_failing = False
        self._next_seq = 1
        self._last_at_us: int | None = None
        self._last_said_us: int | None = None
        """The date of the newest state that was said in this epoch."""
        self._has_undated = True  # of an earlier boot, perhaps
        self.epoch = ""

    def begin(self, seen: Snapshot, now_us: int) -> None:
        """Begin a new epoch with `started`. Raises OutboxUnavailable if the last can't be read."""
        previous = self._outbox.previous()
        self.epoch = self._new_epoch()
        self._next_seq, self._last_at_us, self._is_begun = 1, None, False
        self._last_said_us = None
        self.record([event_body.started(now_us, self._clock.boot, previous, seen)])

    def runs_backwards(self) -> bool:
        """Tell whether the synced clock is so far behind what was said that a new epoch is due.

        What was said are events and states: a state that is older than the last one can't be
        ordered, and from then on nobody would believe the agent.
        """
        said = [at_us for at_us in (self._last_at_us, self._last_said_us) if at_us is not None]
        return (
            bool(said)
            and not self._waiting
            and self._clock.is_synced()
            and self._clock.wall_us() < max(said) - BACKWARDS_US
        )

    def dated_now(self, wall_us: int) -> int:
        """Return the date of a state that is said now: within an epoch it rises."""
        if self._last_said_us is not None:
            wall_us = max(wall_us, self._last_said_us + 1)
        self._last_said_us = wall_us
        return wall_us

    def record(self, new: Sequence[Draft]) -> list[int | None]:
        """Give events number and date and keep them, in memory while the disk fails.

        Returns their dates in microseconds since 1970; None for one that waits for its date.
        """
        offset_us = self._offset_us() if self.date() else None
        dates = list[int | None]()
        for draft in new:
            entry = self._numbered(draft, self._next_seq, offset_us)
            dates.append(entry.at_us)
            self._wait(entry)
            self._next_seq += 1
        self.flush()
        return dates

    def flush(self) -> None:
        """Put on disk what waits in memory."""
        if not self._waiting:
            return
        try:
            self._keep_waiting()
        except OutboxUnavailable as error:
            self._note_failure(error)
        else:
            self._note_recovery()

    def date(self) -> bool:
        """Date what waits for a clock if it is synced by now; false while anything has to wait."""
        if not self._clock.is_synced():
            return False
        if self._has_undated:
            try:
                self._date_all()
            except OutboxUnavailable as error:
                self._note_failure(error)
        return not self._has_undated

    def _offset_us(self) -> int:
        return self._clock.wall_us() - self._clock.boot_us()

    def _numbered(
        self, draft: Draft, seq: int, offset_us: int | None, *, is_lost: bool = False
    ) -> Entry:
        if offset_us is None:
            self._has_undated = True
            return Entry(seq, draft.boot_us, None, draft.body, is_lost)
        return Entry(
            seq, draft.boot_us, self._rising(draft.boot_us + offset_us), draft.body, is_lost
        )

    def _rising(self, at_us: int) -> int:
        if self._last_at_us is not None:
            at_us = max(at_us, self._last_at_us + 1)
        self._last_at_us = at_us
        return at_us

    def _wait(self, entry: Entry) -> None:
        """Queue an event for the disk; a full queue gives up its oldest, but never `started`."""
        if len(self._waiting) >= MAX_WAITING:
            first = self._waiting.popleft() if not self._is_begun else None
            gone = self._waiting.popleft().seq
            begins = gone if self._overflowed is None else self._overflowed.first
            self._overflowed = SeqRange(epoch=self.epoch, first=begins, last=gone)
            if first is not None:
                self._waiting.appendleft(first)
        self._waiting.append(entry)

    def _keep_waiting(self) -> None:
        if not self._is_begun:
            self._outbox.begin(self.epoch, self._clock.boot, self._waiting[0])
            self._is_begun = True
            self._waiting.popleft()
        entries, next_seq = [*self._waiting], self._next_seq
        if self._overflowed is not None:
            entries.append(self._lost([self._overflowed], next_seq))
            next_seq += 1
        if entries and self._outbox.append(
            self.epoch, entries, lambda ranges: self._lost(ranges, next_seq)
        ):
            next_seq += 1
        self._waiting.clear()
        self._overflowed, self._next_seq = None, next_seq

    def _lost(self, ranges: Sequence[SeqRange], seq: int) -> Entry:
        """Name `ranges` in an event of number `seq`, which is only used up once it is kept."""
        draft = event_body.lost(self._clock.boot_us(), list(ranges))
        is_datable = self._clock.is_synced() and not self._has_undated
        return self._numbered(draft, seq, self._offset_us() if is_datable else None, is_lost=True)

    def _date_all(self) -> None:
        """Date every row on disk that waits, then what waits in memory: it comes after them."""
        rows = self._outbox.undated()
        boot_us, offset_us = self._clock.boot_us(), self._offset_us()
        dates = date_rows(rows, self._clock.boot, boot_us, boot_us + offset_us)
        if dates:
            self._outbox.set_dates(dates)
        for date in dates:
            if self._is_begun and date.epoch_no == rows[-1].epoch_no:  # older ones are not ours
                self._last_at_us = max(self._last_at_us or 0, date.at_us)
        self._waiting = deque(
            entry
            if entry.at_us is not None
            else replace(entry, at_us=self._rising(entry.boot_us + offset_us))
            for entry in self._waiting
        )
        self._has_undated = False

    def _note_failure(self, error: OutboxUnavailable) -> None:
        if not self._is_failing:
            log.warning("outbox: %s; events wait in memory", error)
        self._is_failing = True

    def _note_recovery(self) -> None:
        if self._is_failing:
            log.warning("outbox: takes events again")
        self._is_failing = False
