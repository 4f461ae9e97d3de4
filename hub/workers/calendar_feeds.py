"""Reads the calendars that operators subscribe to, each hour, and closes spaces by them.

    book: due? ─▶ reader ─▶ book: good, or why not ─▶ SpacesNow, below what people have set

While the book can't be read, or the clock is known to be wrong, what was read last stands: a
reading replaces what is to come, and what that is says the clock. It knows no page, and imports
what reads a calendar only where there is one.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from contract.times import from_us
from hub.book.calendar_feeds import FeedMemory, KeptFeed
from hub.config import OutsideConfig
from hub.domain.calendar_feed import (
    ClosedSpan,
    Feed,
    FeedAnswer,
    FeedQuestion,
    FeedRefused,
    ReadFeed,
    Reading,
    closed_by,
    days_read,
)
from hub.domain.localtime import day_of
from hub.domain.space import SpaceConfig
from hub.errors import BookUnavailable, StoreUnavailable
from hub.spaces_now import SpacesNow
from hub.workers.periodic import IsEnding, Schedule, Work

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 5.0
LONGEST_WAIT_S: Final = 300.0
LAYER: Final = "feeds"
"""Its name sorts before that of what people set, which therefore wins."""


def reader_of(outside: OutsideConfig) -> ReadFeed:
    """Return what reads a feed, and is imported with the first one."""

    def read(question: FeedQuestion) -> FeedAnswer:
        from hub.outside.asking import Outside  # noqa: PLC0415 - they take memory
        from hub.outside.calendar_reading import CalendarReading  # noqa: PLC0415

        asking = Outside(outside.allowed_networks, outside.ca_file)
        return CalendarReading(asking).read(question)

    return read


class CalendarFeeds:
    """Reads, keeps and applies. Every call raises BookUnavailable."""

    def __init__(
        self, memory: FeedMemory, spaces: SpacesNow, read: ReadFeed, now_us: Callable[[], int]
    ) -> None:
        self.memory = memory
        self._spaces = spaces
        self._read = read
        self._now_us = now_us
        self._zones = {space.id: ZoneInfo(space.timezone) for space in spaces.named}

    @property
    def spaces(self) -> frozenset[str]:
        """The ids of the spaces that hub.toml has."""
        return frozenset(self._zones)

    def today(self, space: str) -> date:
        """Return the local day of a space."""
        return day_of(from_us(self._now_us()), self._zones[space])

    def subscribe(self, feed: Feed, address: str) -> Feed:
        """Read a calendar for the first time, and keep it if that goes well.

        Raises FeedRefused, and TooManyFeeds.
        """
        answer = self._read(self._question(feed, address, Reading(0)))
        made = replace(feed, made_us=self._now_us())
        kept = self.memory.add(made, address, answer, self.today(feed.space))
        self.apply()
        return kept

    def read_again(self, kept: KeptFeed) -> str:
        """Read a calendar once more; return why that failed, or nothing."""
        feed, now_us = kept.feed, self._now_us()
        try:
            answer = self._read(self._question(feed, kept.address, kept.reading))
        except FeedRefused as refused:
            if not kept.reading.trouble:
                log.warning("a calendar of %s can't be read: %s", feed.space, refused)
            self.memory.note_failed(feed.id, refused.trouble, now_us)
            return str(refused.trouble)
        self.memory.note_read(feed.id, answer, now_us, self.today(feed.space))
        self.apply()
        return ""

    def unsubscribe(self, feed: str, space: str, by: str) -> bool:
        """Take a subscription away, and tell whether there was one."""
        was_there = self.memory.remove(feed, space, by, self._now_us(), self.today(space))
        self.apply()
        return was_there

    def apply(self) -> None:
        """Close spaces by what is kept; nothing happens where they are so already."""
        closures = self.memory.closures()
        if self._spaces.amend(LAYER, partial(_closed, closures=closures)):
            log.info("a space is closed by a calendar, or isn't any more")

    def _question(self, feed: Feed, address: str, reading: Reading) -> FeedQuestion:
        first, last = days_read(self.today(feed.space))
        is_whole = reading.is_whole_due(self._now_us())
        return FeedQuestion(
            address,
            self._zones[feed.space].key,
            feed.pick,
            feed.word,
            first,
            last,
            etag="" if is_whole else reading.etag,
            modified="" if is_whole else reading.modified,
        )


def _closed(space: SpaceConfig, *, closures: Mapping[str, tuple[ClosedSpan, ...]]) -> SpaceConfig:
    return closed_by(space, closures.get(space.id, ()))


class FeedWatch:
    """Reads each again when its time has come."""

    schedule: Final = Schedule(
        "feeds", LOOK_EVERY_S, LONGEST_WAIT_S, "subscribed calendars stay as they were read last"
    )

    def __init__(
        self, feeds: CalendarFeeds, now_us: Callable[[], int], is_doubted: Callable[[], bool]
    ) -> None:
        self._feeds = feeds
        self._now_us = now_us
        self._is_doubted = is_doubted
        self._applied: Mapping[str, tuple[ClosedSpan, ...]] = {}
        self.failing: Mapping[str, tuple[str, ...]] | None = None
        """By space the names of those that can't be read for long; None: nobody has looked."""

    def due(self) -> Work | None:
        """Look at the book each time: others write it."""
        return self._look

    def close(self) -> None:
        """Do nothing: a connection is open only while it reads."""

    def look_first(self) -> None:
        """Apply what is kept before anybody asks; a book that can't be read waits."""
        try:
            self._apply()
        except BookUnavailable as error:
            log.error(  # noqa: TRY400 - no bug
                "subscribed calendars can't be read from the book, and close nothing: %s", error
            )

    def _look(self, is_ending: IsEnding) -> None:
        """Read what is due. Raises StoreUnavailable where the book can't be used."""
        try:
            for kept in self._feeds.memory.all():
                is_read = kept.address and kept.feed.space in self._feeds.spaces
                is_due = kept.reading.is_due(self._now_us())
                if is_read and is_due and not is_ending() and not self._is_doubted():
                    self._feeds.read_again(kept)
            self._apply()
            self.failing = self._failing()
        except BookUnavailable as error:
            raise StoreUnavailable(f"the book: {error}") from error

    def _apply(self) -> None:
        """Apply what others may have written, as after an import."""
        closures = self._feeds.memory.closures()
        if closures != self._applied:
            self._feeds.apply()
            self._applied = closures

    def _failing(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for kept in self._feeds.memory.all():
            if not kept.address or kept.reading.needs_care(self._now_us()):
                found[kept.feed.space] = (*found.get(kept.feed.space, ()), kept.feed.name)
        return found
