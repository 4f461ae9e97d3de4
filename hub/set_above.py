"""What people have set above hub.toml, and who keeps following it while the hub serves.

subscribed calendars ─▶ FeedWatch     ─┐
what people set      ─▶ CalendarWatch ─┼─▶ SpacesNow
who took a place     ─▶ HandoverWatch ─┘
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hub.book.agent_handovers import HandoverMemory
from hub.book.calendar_changes import CalendarMemory
from hub.book.calendar_feeds import FeedMemory
from hub.config import HubConfig
from hub.domain.trusted_time import ClockDoubt
from hub.spaces_now import SpacesNow
from hub.workers.calendar_feeds import CalendarFeeds, FeedWatch, reader_of
from hub.workers.calendar_watch import CalendarWatch
from hub.workers.care_notes import CareNotes
from hub.workers.handover_watch import HandoverWatch
from hub.workers.periodic import PeriodicWorker
from hub.workers.timekeeping import Timekeeper

_WRONG_TIME: Final = (ClockDoubt.AHEAD, ClockDoubt.BEHIND)
"""One that nothing confirms is gone by: it is never before what was once known."""
Failing = Callable[[], Mapping[str, tuple[str, ...]] | None]


def _none_failing() -> Mapping[str, tuple[str, ...]]:
    return {}


@dataclass(frozen=True, slots=True)
class SetAbove:
    """Who follows it, and what of it can't be followed."""

    workers: Sequence[PeriodicWorker] = ()
    failing_feeds: Failing = _none_failing
    """Returns by space the names of calendars that can't be read for long; None: not looked yet."""


def set_above(
    config: HubConfig, notes: CareNotes, spaces: SpacesNow, keeper: Timekeeper
) -> SetAbove:
    """Apply what is kept before anybody asks; nothing is set without a book."""
    if notes.trouble:
        return SetAbove()
    feeds = CalendarFeeds(FeedMemory(notes), spaces, reader_of(config.outside), keeper.likely_us)
    reading = FeedWatch(feeds, keeper.likely_us, lambda: keeper.now.doubt in _WRONG_TIME)
    calendars = CalendarWatch(CalendarMemory(notes), spaces)
    handovers = HandoverWatch(HandoverMemory(notes), spaces)
    for watch in (reading, calendars, handovers):
        watch.look_first()
    return SetAbove((reading, calendars, handovers), lambda: reading.failing)
