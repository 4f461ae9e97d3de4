"""The journal: gives every event its epoch, number and date, and sees it onto the disk.

While the disk takes nothing, events wait in memory, bounded; what overflows is named in a `lost`
event. What waits is said (`unwritten`), so that the next process can declare it lost if this one
ends before the disk is well: see `inherit`.

While the clock is unsynced, events are kept without a date and dated once it is. Within an
epoch an event is dated only after all before it: dates rise, whatever the wall clock does.
"""

import logging
import secrets
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from contract.events import Previous, SeqRange
from contract.limits import MAX_WAITING_RANGES
from contract.messages import DiskState
from edge.clock import Clock
from edge.decisions.dating import date_rows
from edge.delivery import event_body
from edge.delivery.disk_trial import judge_disk, try_disk
from edge.delivery.event_body import Draft, Snapshot
from edge.delivery.outbox import Outbox
from edge.delivery.outbox_rows import Entry
from edge.errors import OutboxUnavailable

log = logging.getLogger(__name__)

BACKWARDS_US: Final = 1_000_000
"""A synced clock further behind the last event or state than this begins a new epoch."""
TRIAL_US: Final = 60_000_000
"""A disk on which nothing was written for so long is tried, or nobody would notice that it ails."""
REOPEN_US: Final = 30_000_000
MAX_WAITING: Final = 2_000
"""Days of events, and still few enough to be kept in one transaction in the reserve's room."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with the disk, since when (boot-time), and what was said."""

    state: DiskState
    since_us: int
    reason: str


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
        self._declarable: list[SeqRange] = []
        """Numbers of other epochs, or of another disk, that are lost unless the disk has them."""
        self._is_begun = False
        self._began_with: Snapshot | None = None
        """What was seen at the start, as long as the epoch before can't be read."""
        self._tried_last = 0
        """The last of the numbers that the disk was asked to keep when it last failed."""
        self._own_epochs: set[str] = set()
        self._inherited: set[SeqRange] = set()
        self.trouble: Trouble | None = None
        self._written_us = self._reopened_us = 0
        self._is_written = False
        self._next_seq = 1
        self._last_at_us: int | None = None
        self._last_said_us: int | None = None
        """The date of the newest state that was said in this epoch."""
        self._has_undated = True  # of an earlier boot, perhaps
        self.epoch = ""

    def begin(self, seen: Snapshot, now_us: int, *, may_wait: bool = False) -> None:
        """Begin a new epoch with `started`.

        If the last one can't be read, this raises OutboxUnavailable; an agent that has just started
        `may_wait`: then `started` gets its `previous` when it is kept.
        """
        previous = self._previous(may_wait=may_wait)
        self._began_with = seen if self.trouble else None
        self.epoch = self._new_epoch()
        self._own_epochs.add(self.epoch)
        self._next_seq, self._last_at_us, self._is_begun = 1, None, False
        self._last_said_us, self._tried_last = None, 0
        self.record([event_body.started(now_us, self._clock.boot, previous, seen)])

    def _previous(self, *, may_wait: bool) -> Previous | None:
        try:
            return self._outbox.previous()
        except OutboxUnavailable as error:
            if not may_wait:
                raise
            self._note_failure(error)
            return None

    @property
    def unwritten(self) -> tuple[SeqRange, ...]:
        """The numbers that are on no disk: what is lost if the process ends now."""
        own = list[SeqRange]()
        if self._waiting or self._overflowed:
            firsts = [self._overflowed.first] if self._overflowed else []
            first = min(firsts + [entry.seq for entry in list(self._waiting)[:1]])
            own.append(SeqRange(epoch=self.epoch, first=first, last=self._next_seq - 1))
        return (*own, *self._declarable)[:MAX_WAITING_RANGES]

    @property
    def oldest_waiting_us(self) -> int | None:
        """The boot-time of the oldest event that waits in memory."""
        return self._waiting[0].boot_us if self._waiting else None

    def inherit(self, epoch: str, ranges: Sequence[SeqRange]) -> None:
        """Declare what an earlier process, whose epoch is named, last had on no disk.

        What the disk has after all is left out, and so is what this process has said itself.
        """
        if epoch in self._own_epochs:
            return
        new = [lost for lost in ranges if lost not in self._inherited]
        self._inherited.update(new)
        self._declarable = [*self._declarable, *new][:MAX_WAITING_RANGES]
        self.flush()

    def look_at_disk(self, now_us: int) -> bool:
        """Find out what is wrong with the disk before anything has to be written.

        One that fails is opened anew now and then: true if it was, and rows may stand elsewhere.
        """
        is_reopened = self._reopens(now_us)
        if self._is_written:
            self._written_us, self._is_written = now_us, False
        if not self._has_to_write and now_us - self._written_us >= TRIAL_US:
            self._try_disk(now_us)
        return is_reopened

    def _reopens(self, now_us: int) -> bool:
        if self.trouble is None or self.trouble.state is DiskState.FULL:
            return False
        if now_us - self._reopened_us < REOPEN_US:
            return False
        self._reopened_us = now_us
        is_reopened = self._outbox.reopen()
        if is_reopened:
            self._find_gone(now_us)
        self.flush()
        return is_reopened

    def _find_gone(self, now_us: int) -> None:
        """Find out at once what isn't in a file that was opened anew; nothing may wait to tell."""
        try:
            self._reconcile()
        except OutboxUnavailable as error:
            self._note_failure(error)
        if not self._has_to_write:
            self._try_disk(now_us)

    def _try_disk(self, now_us: int) -> None:
        self._written_us = now_us
        try:
            self._refuse_ill_disk()
            self._outbox.last_of(self.epoch)
        except OutboxUnavailable as error:
            self._note_failure(error)
        else:
            self._note_success()

    def _refuse_ill_disk(self) -> None:
        if (said := try_disk(self._outbox.reserve)) is not None:
            raise OutboxUnavailable(said.strerror or str(said)) from said

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
        """Put on disk what waits in memory, and what has to be declared."""
        if not self._has_to_write:
            return
        try:
            self._keep_waiting()
        except OutboxUnavailable as error:
            self._note_failure(error)
        else:
            self._is_written = True
            self._note_success()

    @property
    def _has_to_write(self) -> bool:
        return bool(self._waiting or self._declarable)

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
        if self.trouble is not None:
            self._reconcile()
        self._declarable = self._missing(self._declarable)
        if not self._is_begun and self._waiting:
            self._begin_epoch()
        entries, next_seq = [*self._waiting], self._next_seq
        lost = [*([self._overflowed] if self._overflowed else []), *self._declarable]
        if lost:
            entries.append(self._lost(lost, next_seq))
            next_seq += 1
        self._tried_last = self._next_seq - 1
        if entries and self._append(entries, next_seq):
            next_seq += 1
        self._waiting.clear()
        self._overflowed, self._next_seq = None, next_seq
        self._declarable = []

    def _append(self, entries: Sequence[Entry], next_seq: int) -> bool:
        if not self._is_begun:  # only a declaration is left to begin with
            self._outbox.begin(self.epoch, self._clock.boot, entries[0])
            self._is_begun = True
            return False
        return self._outbox.append(self.epoch, entries, lambda ranges: self._lost(ranges, next_seq))

    def _begin_epoch(self) -> None:
        first = self._waiting[0]
        if self._began_with is not None and first.seq == 1:
            previous = self._outbox.previous()
            draft = event_body.started(first.boot_us, self._clock.boot, previous, self._began_with)
            first = replace(first, body=draft.body)
        self._tried_last = first.seq
        self._outbox.begin(self.epoch, self._clock.boot, first)
        self._is_begun, self._began_with = True, None
        self._waiting.popleft()

    def _reconcile(self) -> None:
        """Go on from what the disk has of this epoch, after it failed.

        It may have kept what it said it hadn't, may have forgotten what it said it had, and may be
        another one.
        """
        last = self._outbox.last_of(self.epoch)
        if last is not None and self._tried_last and last >= self._first_unwritten:
            self._drop_kept(last)
        kept = last or 0
        if self._is_begun and kept < self._first_unwritten - 1:
            gone = SeqRange(epoch=self.epoch, first=kept + 1, last=self._first_unwritten - 1)
            self._declarable = [*(one for one in self._declarable if one != gone), gone]
        self._is_begun = last is not None

    @property
    def _first_unwritten(self) -> int:
        if self._overflowed is not None and self._is_begun:
            return self._overflowed.first
        return self._waiting[0].seq if self._waiting else self._next_seq

    def _drop_kept(self, last: int) -> None:
        """Forget what the disk has kept, and number what came later after its declarations."""
        kept_last = min(last, self._tried_last)
        self._waiting = deque(entry for entry in self._waiting if entry.seq > kept_last)
        if self._overflowed is not None:
            self._overflowed = _above(kept_last, self._overflowed)
        if last >= self._tried_last:
            self._declarable = []
        shift = last - kept_last
        self._waiting = deque(replace(entry, seq=entry.seq + shift) for entry in self._waiting)
        self._next_seq += shift

    def _missing(self, ranges: Sequence[SeqRange]) -> list[SeqRange]:
        """Leave out what the disk has of these numbers; this epoch's own are judged already."""
        missing = list[SeqRange]()
        for lost in ranges:
            last = None if lost.epoch == self.epoch else self._outbox.last_of(lost.epoch)
            if (left := _above(last or 0, lost)) is not None:
                missing.append(left)
        return missing

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
        if self.trouble is None:
            log.warning("outbox: %s; events wait in memory", error)
            self._reopened_us = self._clock.boot_us()  # give it a moment
        elif self.trouble.reason == str(error):
            return
        self._note(judge_disk(self._outbox.reserve, error), str(error))

    def _note_success(self) -> None:
        if self._outbox.may_not_grow:
            self._note(DiskState.FULL, "no room: the oldest events give way to new ones")
            return
        if self.trouble is not None:
            log.warning("outbox: takes events again")
        self.trouble = None

    def _note(self, state: DiskState, reason: str) -> None:
        since_us = self.trouble.since_us if self.trouble else self._clock.boot_us()
        self.trouble = Trouble(state, since_us, reason)


def _above(last: int, lost: SeqRange) -> SeqRange | None:
    """Return what of a range is above `last`."""
    if lost.last <= last:
        return None
    return SeqRange(epoch=lost.epoch, first=max(lost.first, last + 1), last=lost.last)
