"""What the book says of published months, for care: asked by the care thread, each minute.

Which months have an edition is asked each time, whether one is damaged every ten minutes: for that
each row is read. While the book can't be read, what was read last stands, for nothing is published
without it.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from hub.book.published import Key, PublishedMemory
from hub.domain.calendar import Calendar
from hub.domain.publishing_care import Publishing, late_months
from hub.domain.space import SpaceConfig
from hub.errors import BookUnavailable

READ_EVERY_S: Final = 600.0
SETTLE_S: Final = 900.0
"""So long after the first look no month waits: a hub that was off, or is new, publishes first."""


class PublishedLook:
    """Looks again and again. One thread owns it."""

    def __init__(
        self,
        spaces: Sequence[SpaceConfig],
        memory: PublishedMemory,
        certain_us: Callable[[], int],
    ) -> None:
        """`certain_us` is the newest instant that is certainly past."""
        self._spaces = [(space, Calendar(space)) for space in spaces]
        self._memory = memory
        self._certain_us = certain_us
        self._first_s: float | None = None
        self._next_s: float | None = None
        self._taken: frozenset[Key] | None = None
        self._damaged: frozenset[str] = frozenset()

    def look(self, now_s: float) -> Publishing | None:
        """Say how it is; None: the book couldn't be read yet."""
        self._first_s = now_s if self._first_s is None else self._first_s
        try:
            self._read(now_s)
        except BookUnavailable:
            if self._taken is None:
                return None
        waiting = self._waiting() if now_s >= self._first_s + SETTLE_S else ()
        return Publishing(frozenset(waiting), self._damaged)

    def _read(self, now_s: float) -> None:
        taken = self._memory.taken()
        if self._next_s is None or now_s >= self._next_s:
            months = self._memory.damaged()
            self._damaged = self._memory.undated().union(space for space, _ in months)
            self._next_s = now_s + READ_EVERY_S
        self._taken = taken

    def _waiting(self) -> Iterator[str]:
        taken, certain_us = self._taken or frozenset(), self._certain_us()
        for space, calendar in self._spaces:
            months = late_months(space.since, calendar, certain_us)
            if any((space.id, month) not in taken for month in months):
                yield space.id
