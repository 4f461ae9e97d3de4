"""Follows what people set in calendars, whoever writes it: the console, a command, an import.

    book ─ another counter? ─▶ what is set ─▶ SpacesNow

It looks every two seconds, and once before the hub serves: a space that was closed from the console
is closed from the first page on. While the book can't be read what was read last stands. It knows
no page and no figure.
"""

import logging
from collections.abc import Sequence
from typing import Final

from hub.book.calendar_changes import CalendarMemory, Seen
from hub.domain.calendar_change import CalendarChange
from hub.errors import BookUnavailable, StoreUnavailable
from hub.spaces_now import SpacesNow, set_above
from hub.workers.periodic import IsEnding, Schedule, Work

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 2.0
LONGEST_WAIT_S: Final = 30.0


class CalendarWatch:
    """Looks again and again."""

    schedule: Final = Schedule(
        "calendar", LOOK_EVERY_S, LONGEST_WAIT_S, "calendars stay as they were read last"
    )

    def __init__(self, memory: CalendarMemory, spaces: SpacesNow) -> None:
        self._memory = memory
        self._spaces = spaces
        self._seen: Seen | None = None
        self._damaged_count = 0

    def due(self) -> Work | None:
        """Look each time: what is set stands in the book."""
        return self._look

    def close(self) -> None:
        """Do nothing: the book isn't its own."""

    def look_first(self) -> None:
        """Look before anybody asks; a book that can't be read is looked at again later."""
        try:
            self._follow()
        except BookUnavailable as error:
            log.error(  # noqa: TRY400 - no bug
                "what people have set in calendars can't be read, hub.toml alone holds: %s", error
            )

    def _look(self, _: IsEnding) -> None:
        """Look again. Raises StoreUnavailable where the book can't be used."""
        try:
            self._follow()
        except BookUnavailable as error:
            raise StoreUnavailable(f"the book: {error}") from error

    def _follow(self) -> None:
        self._seen = self._memory.follow(self._seen, self._put)

    def _put(self, changes: Sequence[CalendarChange], damaged_count: int) -> None:
        if set_above(self._spaces, changes):
            log.info("the calendar of a space is another one")
        if damaged_count > self._damaged_count:
            log.error("%d damaged changes of calendars don't hold", damaged_count)
        self._damaged_count = damaged_count
