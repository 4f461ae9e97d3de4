"""Keeps each space's typical day at hand, so that no page ever waits for the store.

    store ─▶ thread: eight days of slots ─▶ typical day (pure) ─▶ here ─▶ page

It reads beside the writer: at the start, when the local day changes, and every hour that of the
next open day, because late events complete the past. Nothing is made of days that the roll-up
hasn't reached. While the store can't be read the last answers stay; each says which days it is made
of. Where small counts are protected, what was once said of a month's basis stays until the month
ends, whatever arrives late;
only a restart reads it anew. It knows no HTTP and no words.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from contract.times import to_us
from hub.clock import Clock
from hub.domain.calendar import Calendar
from hub.domain.localtime import ONE_DAY
from hub.domain.slots import SLOT_US, SpaceSlot
from hub.domain.space import SpaceConfig
from hub.domain.typical_day import (
    Basis,
    TypicalDay,
    basis_of,
    next_open_day,
    shown_day,
    typical_day,
)
from hub.spaces_now import SpacesNow, held
from hub.stores.history_protocol import HistoryReader
from hub.workers.periodic import IsEnding, Schedule, Work

LOOK_EVERY_S: Final = 10.0
LONGEST_WAIT_S: Final = 60.0
RENEW_EVERY_S: Final = 3600.0


@dataclass(frozen=True, slots=True)
class ShownTypicalDay:
    """A typical day, and the local day that it is shown for: today, or the next open one."""

    shown: date
    typical: TypicalDay


OLD_AFTER: Final = timedelta(minutes=15)
"""A copy that is older is shown with its age: its archive is out of reach."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where what is known of a space's typical day comes from."""

    has_answered: bool = True
    """False: nobody has been able to say, not even that there is none."""
    copied_at: datetime | None = None
    """When a replica took it over; None: it is made here."""


class TypicalDayOf(Protocol):
    """Returns at once what is known of a space's typical day."""

    def __call__(self, space_id: str, weekday: int | None = None, /) -> ShownTypicalDay | None:
        """Return that of a weekday, from Monday = 0, or else of the next open day."""
        ...


OriginOf = Callable[[str], Origin]
"""Returns at once."""


def made_here(_: str) -> Origin:
    """Stand in where an application asks nobody."""
    return Origin()


class TypicalDays:
    """Knows the typical day of every space; `of` may be asked from any thread."""

    schedule: Final = Schedule(
        "typical-days", LOOK_EVERY_S, LONGEST_WAIT_S, "typical days wait for the store"
    )

    def __init__(
        self,
        spaces: SpacesNow | Sequence[SpaceConfig],
        open_history: Callable[[], HistoryReader],
        clock: Clock,
    ) -> None:
        self._now = held(spaces)
        self._spaces = {space.id: _Space(space) for space in self._now.now.all}
        self._open_history = open_history
        self._clock = clock

    def of(self, space_id: str, weekday: int | None = None) -> ShownTypicalDay | None:
        """Return what is known of a weekday, from Monday = 0, or else of the next open day's.

        None before the first answer, or without one.
        """
        space = self._spaces[space_id]
        return space.known if weekday is None else space.week.get(weekday)

    def origin(self, space_id: str) -> Origin:
        """Tell whether the store has been looked at for a space."""
        return Origin(has_answered=self._spaces[space_id].has_looked)

    def due(self) -> Work | None:
        """Return the reading of what is due: after midnight, and every hour."""
        now, now_s = self._clock.wall(), self._clock.monotonic()
        for space_id, config in self._now.now.by_id.items():
            self._spaces[space_id].follow(config)
        spaces = [space for space in self._spaces.values() if space.is_due(now, now_s)]
        return partial(self._renew, spaces, now, now_s) if spaces else None

    def close(self) -> None:
        """Do nothing: a reader is open only while it reads."""

    def _renew(
        self, spaces: Sequence["_Space"], now: datetime, now_s: float, is_ending: IsEnding
    ) -> None:
        """Make the typical days of some spaces anew. Raises StoreUnavailable; the rest stays."""
        with closing(self._open_history()) as reader:
            for space in spaces:
                if not is_ending():
                    space.renew(reader, now, now_s)


class _Space:
    """One space: what was said of it last, and on which basis."""

    def __init__(self, config: SpaceConfig) -> None:
        self.known: ShownTypicalDay | None = None
        self.week: dict[int, ShownTypicalDay | None] = {}
        self._config = config
        self._zone = ZoneInfo(config.timezone)
        self._calendar = Calendar(config)
        self._looked_on: date | None = None
        self._looked_s = 0.0
        self._kept: dict[Basis, tuple[TypicalDay | None, float]] = {}
        self._is_changed = False
        """Whether the calendar is another one since the last look."""

    def follow(self, config: SpaceConfig) -> None:
        """Go by another calendar; until it is due again what was said stands."""
        if config != self._config:
            self._config, self._calendar = config, Calendar(config)
            self._is_changed = True

    @property
    def has_looked(self) -> bool:
        """Whether the store has said something, or that there is nothing."""
        return self._looked_on is not None

    def is_due(self, now: datetime, now_s: float) -> bool:
        """Tell whether it is another local day than at the last look, or an hour has passed."""
        is_recent = now_s - self._looked_s < RENEW_EVERY_S and not self._is_changed
        return self._looked_on != self._calendar.day_of(now) or not is_recent

    def renew(self, reader: HistoryReader, now: datetime, now_s: float) -> None:
        """Look at the store, as far as it is ready. Raises StoreUnavailable."""
        calendar = self._calendar
        today = calendar.day_of(now)
        shown, bases = shown_day(self._calendar, today), self._bases(today)
        of_now = {basis.as_of for basis in bases.values()}
        self._kept = {basis: kept for basis, kept in self._kept.items() if basis.as_of in of_now}
        ready = {day for day, basis in bases.items() if self._is_rolled(reader, basis)}
        for day in ready:
            typical = self._typical(reader, bases[day], now_s, is_late_welcome=day == shown)
            said = None if typical is None else ShownTypicalDay(day, typical)
            self.week[day.weekday()] = said
        if shown is None or shown in ready:
            self.known = None if shown is None else self.week.get(shown.weekday())
        if len(ready) == len(bases):
            self._looked_on, self._looked_s = today, now_s
            self._is_changed = self._calendar is not calendar

    def _bases(self, today: date) -> dict[date, Basis]:
        """Return what each weekday's typical day stands on, by the next open day of the weekday."""
        small_count, days = self._config.small_count, (today + n * ONE_DAY for n in range(7))
        shown = (next_open_day(self._calendar, today, day.weekday()) for day in days)
        return {
            day: basis_of(day, today, self._calendar, self._zone, small_count)
            for day in shown
            if day is not None
        }

    def _typical(
        self, reader: HistoryReader, basis: Basis, now_s: float, *, is_late_welcome: bool
    ) -> TypicalDay | None:
        """Return what was said before of a protected space's month, else what slots say now.

        Where `is_late_welcome` they are read anew every hour, else once for each basis.
        """
        said, made_s = self._kept.get(basis, (None, float("-inf")))
        is_final = self._config.small_count > 0 or not is_late_welcome
        if now_s - made_s < RENEW_EVERY_S or (is_final and said is not None):
            return said
        made = typical_day(basis, self._calendar, self._zone, self._slots(reader, basis))
        self._kept[basis] = made, now_s
        return made

    def _slots(self, reader: HistoryReader, basis: Basis) -> list[SpaceSlot]:
        """Read the open hours of the basis, day by day."""
        spans = (self._calendar.open_slots(day, day) for day in basis.days)
        return [
            kept.slot
            for starts in spans
            if starts
            for kept in reader.slots(
                self._config.id, to_us(starts[0]), to_us(starts[-1]) + SLOT_US, with_desks=False
            )
        ]

    def _is_rolled(self, reader: HistoryReader, basis: Basis) -> bool:
        rolled = reader.rolled(self._config.id)
        end = self._calendar.span_of(basis.days[-1]).end
        return rolled is not None and rolled.until_us >= to_us(end)
