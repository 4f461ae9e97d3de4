"""How full a space usually is, hour by hour: the past eight of one weekday. Pure.

Owns which days are looked at, what is worth saying of an hour, and how little is said where small
counts are protected. It knows no present count, no store and no page. Only open slots of the
present calendar count, so that a public holiday or a closed day drops out by itself. Hours are
local: one that comes twice on a day is one hour with more slots, one that is skipped misses a day.

What is worth saying. A day stands behind an hour if at least 80 % of that hour's desk-time on it
is known. An hour is said if four days stand behind it and at least 80 % of its desk-time on all
days is known. If no hour can be said, there is no typical day; else the others are gaps.

Small counts (`small_count` above 0; what is below it counts as few):
- A quarter of an hour counts the most desks taken at once, or none if those were few. What happens
  while few are there, whether it is nobody or somebody, changes nothing, on whatever day, not even
  for one who knows all other days. That follows the rule of disclosure.py.
- An hour is one of three levels of the mean over its days, each day with the same weight. A third
  of the scale lies between the two thresholds and one day of at least four moves the mean by a
  quarter at most, so no day, however different, moves a level by more than one step.
- The days end before the current local month: nothing that happens in it moves anything.
- Where fewer desks are in service than `small_count` every count is of few: that is not known.
What remains. Who knows all other days of an hour and has luck with a threshold can learn that few
were there on one day, or more: as much as the live page said at the time, and never how few. Gaps
and coverage tell when sensors were silent. Each month's level is one new answer over days of which
about half stood behind the last one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from contract.times import to_us
from hub.domain.calendar import LOOK_AHEAD_DAYS, Calendar
from hub.domain.localtime import ONE_DAY
from hub.domain.slots import SLOT_US, SpaceSlot

WEEKS: Final = 8
LEAST_DAYS: Final = 4
LEAST_COVERAGE: Final = 0.8
MEDIUM_FROM: Final = 1 / 3
BUSY_FROM: Final = 2 / 3


class Level(StrEnum):
    """How full an hour is, where small counts are protected."""

    QUIET = "quiet"
    MEDIUM = "medium"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Basis:
    """What a typical day is made of: the same basis and the same slots give the same day."""

    days: tuple[date, ...]
    """All of one weekday, earliest first."""
    as_of: date
    """The local day before which the days lie: today, or the first of the month."""
    hours: tuple[int, ...]
    """Local hours to speak of, in order."""
    small_count: int

    @property
    def weekday(self) -> int:
        """The weekday, counted from Monday = 0."""
        return self.days[0].weekday()


@dataclass(frozen=True, slots=True)
class TypicalHour:
    """One local hour; at most one of utilisation and level is there, neither is a gap."""

    hour: int
    day_count: int
    """Days that stand behind it."""
    coverage_ratio: float
    utilisation_ratio: float | None = None
    """Desk-time occupied over desk-time known; never where small counts are protected."""
    level: Level | None = None
    """Only where small counts are protected."""

    @property
    def is_gap(self) -> bool:
        """Whether nothing can be said."""
        return self.utilisation_ratio is None and self.level is None


@dataclass(frozen=True, slots=True)
class TypicalDay:
    """A weekday as it usually is; at least one hour is no gap."""

    basis: Basis
    day_count: int
    """Days that stand behind any hour that is said."""
    coverage_ratio: float
    """Of all hours, the gaps too."""
    hours: tuple[TypicalHour, ...]


@dataclass(slots=True)
class _Tally:
    """Desk-time of one hour of one day, in microseconds."""

    desk_us: int = 0
    known_us: int = 0
    taken_us: int = 0

    @property
    def counts(self) -> bool:
        return self.known_us > 0 and self.known_us >= LEAST_COVERAGE * self.desk_us


@dataclass(slots=True)
class _Hour:
    """One hour of all days."""

    by_day: dict[date, _Tally] = field(default_factory=dict)

    @property
    def counting(self) -> dict[date, _Tally]:
        return {day: tally for day, tally in self.by_day.items() if tally.counts}

    @property
    def desk_us(self) -> int:
        return sum(tally.desk_us for tally in self.by_day.values())

    @property
    def known_us(self) -> int:
        return sum(tally.known_us for tally in self.by_day.values())


def shown_day(calendar: Calendar, today: date) -> date | None:
    """Return today, or the next local day with any opening hours; None if there is none."""
    days = (today + n * ONE_DAY for n in range(LOOK_AHEAD_DAYS))
    return next((day for day in days if calendar.open_slots(day, day)), None)


def next_open_day(calendar: Calendar, today: date, weekday: int) -> date | None:
    """Return the next local day of a weekday, today included, with any opening hours."""
    first = (weekday - today.weekday()) % 7
    days = (today + n * ONE_DAY for n in range(first, LOOK_AHEAD_DAYS, 7))
    return next((day for day in days if calendar.open_slots(day, day)), None)


def basis_of(
    shown: date, today: date, calendar: Calendar, zone: ZoneInfo, small_count: int
) -> Basis:
    """Choose the eight latest days of the weekday of `shown` before today, or before the month."""
    as_of = today if small_count == 0 else today.replace(day=1)
    days_back = (as_of.weekday() - shown.weekday()) % 7 or 7
    latest = as_of - timedelta(days=days_back)
    hours = (at.astimezone(zone).hour for at in calendar.open_slots(shown, shown))
    return Basis(
        days=tuple(latest - timedelta(weeks=n) for n in reversed(range(WEEKS))),
        as_of=as_of,
        hours=tuple(dict.fromkeys(hours)),
        small_count=small_count,
    )


def typical_day(
    basis: Basis, calendar: Calendar, zone: ZoneInfo, slots: Iterable[SpaceSlot]
) -> TypicalDay | None:
    """Make a typical day of a space's slots, in any order; None if there's nothing to say.

    Slots outside the basis, or not open, are left out.
    """
    hours = {hour: _Hour() for hour in basis.hours}
    _tally(hours, _places(basis, calendar, zone), slots, basis.small_count)
    said = tuple(_say(hour, tallied, basis.small_count) for hour, tallied in hours.items())
    days = {day for each in said if not each.is_gap for day in hours[each.hour].counting}
    if not days:
        return None
    return TypicalDay(
        basis=basis,
        day_count=len(days),
        coverage_ratio=_coverage(hours.values()),
        hours=said,
    )


def level_of(ratio: float) -> Level:
    """Return the level of a mean share of desks taken, from 0 to 1."""
    if ratio >= BUSY_FROM:
        return Level.BUSY
    return Level.MEDIUM if ratio >= MEDIUM_FROM else Level.QUIET


def _places(basis: Basis, calendar: Calendar, zone: ZoneInfo) -> dict[int, tuple[date, int]]:
    """Return local day and hour of every open slot of the basis, by its start."""
    return {
        to_us(at): (day, at.astimezone(zone).hour)
        for day in basis.days
        for at in calendar.open_slots(day, day)
    }


def _tally(
    hours: Mapping[int, _Hour],
    places: Mapping[int, tuple[date, int]],
    slots: Iterable[SpaceSlot],
    small_count: int,
) -> None:
    for slot in slots:
        place = places.get(slot.start_us)
        if place is None or place[1] not in hours:
            continue
        day, hour = place
        tally = hours[hour].by_day.setdefault(day, _Tally())
        known_us, taken_us = _count(slot, small_count)
        tally.desk_us += slot.desks * SLOT_US
        tally.known_us += known_us
        tally.taken_us += taken_us


def _count(slot: SpaceSlot, small_count: int) -> tuple[int, int]:
    """Return known and taken desk-time of a slot, as far as it may be looked at."""
    known_us = slot.occupied_us + slot.free_us
    if small_count == 0:
        return known_us, slot.occupied_us
    if slot.desks < small_count:
        return 0, 0
    most = slot.peak_occupied if slot.peak_occupied >= small_count else 0
    return known_us, min(most * SLOT_US, known_us)


def _say(hour: int, tallied: _Hour, small_count: int) -> TypicalHour:
    counting = tallied.counting.values()
    coverage_ratio = _coverage([tallied])
    if len(counting) < LEAST_DAYS or coverage_ratio < LEAST_COVERAGE:
        return TypicalHour(hour, len(counting), coverage_ratio)
    if small_count > 0:
        mean_ratio = sum(tally.taken_us / tally.known_us for tally in counting) / len(counting)
        return TypicalHour(hour, len(counting), coverage_ratio, level=level_of(mean_ratio))
    taken_us = sum(tally.taken_us for tally in tallied.by_day.values())
    return TypicalHour(
        hour, len(counting), coverage_ratio, utilisation_ratio=taken_us / tallied.known_us
    )


def _coverage(hours: Iterable[_Hour]) -> float:
    tallied = list(hours)
    desk_us = sum(hour.desk_us for hour in tallied)
    return sum(hour.known_us for hour in tallied) / desk_us if desk_us else 0.0
