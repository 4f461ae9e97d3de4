"""Publishes each month of each space once, a week after its end, and keeps it for ever.

    certainly past ─▶ which months are settled ─▶ thread: store ─▶ cells (pure) ─▶ book

It goes by the time that is certainly past (domain/trusted_time.py), so that no wrong clock
publishes a month too early, and waits for the roll-up to reach the month's end, late events that
are stored included. What is published once never changes, whatever comes later. It also notes
which `small_count` is in force, before it publishes. After a damage of the book no month is
published by itself that was over by then: nobody knows whether it was, and it must not be worked
out twice.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from typing import Final

from contract.times import from_us, to_us
from hub.book.published import Key, PublishedMemory
from hub.domain.calendar import Calendar
from hub.domain.counted_month import counted_day, days_of, last_of, settled_months
from hub.domain.published_cells import (
    CountedDay,
    InForce,
    PublishedMonth,
    cells_of,
    is_late,
    strictest,
)
from hub.domain.space import SpaceConfig
from hub.domain.trusted_time import TrustedTime
from hub.errors import BookUnavailable, StoreUnavailable
from hub.spaces_now import SpacesNow, held
from hub.stores.history_protocol import HistoryReader, is_settled
from hub.workers.periodic import IsEnding, Schedule, Work

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 10.0
LONGEST_WAIT_S: Final = 300.0


class SpaceMonths:
    """Works out the months of one space by its present calendar."""

    def __init__(self, space: SpaceConfig) -> None:
        self.id = space.id
        self._space = space
        self._calendar = Calendar(space)
        self._counts_doors = any(door.counts for door in space.doors)

    def settled(self, now_us: int) -> Iterator[date]:
        """Yield the months that may be published by now, by their first days."""
        return settled_months(self._space.since, self._calendar, now_us)

    def is_rolled(self, month: date, reader: HistoryReader) -> bool:
        """Tell whether all slots of a month are made. Raises StoreUnavailable."""
        return is_settled(reader, self.id, self._span_us(month)[1])

    def is_late(self, month: date, now_us: int) -> bool:
        """Tell whether a month would be published long after it could be."""
        return is_late(month, self._calendar.day_of(from_us(now_us)))

    def was_over(self, month: date, at_us: int) -> bool:
        """Tell whether a month had ended by an instant."""
        return self._span_us(month)[1] <= at_us

    def made(
        self, month: date, reader: HistoryReader, counts: Sequence[InForce], now_us: int
    ) -> PublishedMonth:
        """Work the cells of a month out. Raises StoreUnavailable."""
        in_force = counts or (InForce(0, self._space.small_count),)
        small_count = strictest(in_force, *self._span_us(month))
        days = list(self._counted(month, reader))
        first = max(month, self._space.since)
        return PublishedMonth(self.id, month, first, cells_of(days, small_count), now_us)

    def _counted(self, month: date, reader: HistoryReader) -> Iterator[CountedDay]:
        first, last = max(month, self._space.since), last_of(month)
        start_us, end_us = self._span_us(month)
        kept = reader.slots(self.id, start_us, end_us, with_desks=False)
        slots = {each.slot.start_us: each.slot for each in kept}
        sums = {of_day.day: of_day for of_day in reader.days(self.id, first, last)}
        for day in days_of(first, last):
            yield counted_day(
                day, self._calendar, slots, sums.get(day), counts_doors=self._counts_doors
            )

    def _span_us(self, month: date) -> tuple[int, int]:
        end = self._calendar.span_of(last_of(month)).end
        return to_us(self._calendar.span_of(month).start), to_us(end)


class Publisher:
    """Does it, in a thread of its own."""

    schedule: Final = Schedule(
        "publishing", LOOK_EVERY_S, LONGEST_WAIT_S, "months that are over wait to be published"
    )

    def __init__(
        self,
        spaces: SpacesNow | Sequence[SpaceConfig],
        open_history: Callable[[], HistoryReader],
        memory: PublishedMemory,
        now: Callable[[], TrustedTime],
        ask: Callable[[], TrustedTime],
        *,
        salvages: Callable[[], int] = lambda: 0,
        is_whole: Callable[[], bool] = lambda: True,
    ) -> None:
        """`now` answers at once; `ask` is called in the thread, and asks the store as well.

        `salvages`: how often the book was damaged since the hub started. `is_whole` tells whether
        all is stored that is known to be coming; until then nothing is published.
        """
        self._now_held = held(spaces)
        self._spaces = self._months_of_now()
        self._present = {space.id: space.small_count for space in self._now_held.named}
        self._open_history = open_history
        self._memory = memory
        self._now = now
        self._ask = ask
        self._taken: set[Key] | None = None
        """None until the book was read, and what is in force was noted there."""
        self._salvages = salvages
        self._is_whole = is_whole
        self._has_told_late = False
        self._settled_salvages = 0
        self._withheld_until_us = 0

    def due(self) -> Work | None:
        """Return the publishing of what is settled and isn't published yet."""
        if self._revision != self._now_held.now.revision:
            self._spaces = self._months_of_now()
        if not self._is_whole():
            return None
        is_new = self._taken is None or self._salvages() != self._settled_salvages
        if is_new or any(self._waiting(self._now().certain_us)):
            return self._publish
        return None

    def close(self) -> None:
        """Do nothing: a reader is open only while it reads."""

    def _months_of_now(self) -> list[SpaceMonths]:
        spaces = self._now_held.now
        self._revision = spaces.revision
        return [SpaceMonths(space) for space in spaces.all]

    def _waiting(self, now_us: int) -> Iterator[tuple[SpaceMonths, date]]:
        taken = self._taken or set()
        for space in self._spaces:
            for month in space.settled(now_us):
                is_withheld = space.was_over(month, self._withheld_until_us)
                if (space.id, month) not in taken and not is_withheld:
                    yield space, month

    def _publish(self, is_ending: IsEnding) -> None:
        """Publish what can be. Raises StoreUnavailable, also where the book can't be written."""
        now = self._ask()
        now_us = now.certain_us
        try:
            self._read_book(now)
            counts = self._memory.small_counts()
            with closing(self._open_history()) as reader:
                for space, month in tuple(self._waiting(now_us)):
                    if is_ending():
                        return
                    self._publish_month(space, month, reader, counts, now_us)
        except BookUnavailable as error:
            raise StoreUnavailable(f"the book: {error}") from error

    def _read_book(self, now: TrustedTime) -> None:
        """Note what is in force in a new book, and read what mustn't be published."""
        salvages = self._salvages()
        if self._taken is None or salvages != self._settled_salvages:
            self._memory.note_small_counts(self._present, now.certain_us, now.likely_us)
            self._taken = (self._taken or set()) | self._memory.taken()
        self._withheld_until_us = self._memory.settle_salvage(max(now.certain_us, now.likely_us))
        self._settled_salvages = salvages

    def _publish_month(
        self,
        space: SpaceMonths,
        month: date,
        reader: HistoryReader,
        counts: Mapping[str, Sequence[InForce]],
        now_us: int,
    ) -> None:
        if space.is_rolled(month, reader):
            if space.is_late(month, now_us) and not self._has_told_late:
                self._has_told_late = True  # a new book has years of them
                log.warning(
                    "months that ended long ago are published only now, %s of %s and perhaps others"
                    " (`publish list`): if the book was lost, an earlier edition may have differed,"
                    " and public reports say so",
                    f"{month:%Y-%m}",
                    space.id,
                )
            self._memory.publish(space.made(month, reader, counts.get(space.id, ()), now_us))
            if self._taken is not None:
                self._taken.add((space.id, month))
