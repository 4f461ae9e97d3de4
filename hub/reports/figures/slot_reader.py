"""Reading all that a report needs: each space's slots over its period and those beside it, summed.

Reads a month at a time and holds no more of it, however long the period is. What is open says the
calendar of today, not what is stored; a slot without a row counts as unknown.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from contract.times import from_us, to_us
from hub.domain.calendar import Calendar
from hub.domain.calendar_id import calendar_id
from hub.domain.counted_month import absent_slot
from hub.domain.days import SpaceDay
from hub.domain.slots import SLOT_US, SpaceSlot
from hub.domain.space import SpaceConfig
from hub.domain.tally import DESK_DAY_US, Totals, over_time, totals_of
from hub.domain.typical_week import WeekCell, WeekSums, cell_of
from hub.reports.figures.fingerprint import Fingerprint
from hub.reports.model import DayPoint
from hub.reports.period import Period
from hub.reports.request import Scope
from hub.stores.history_protocol import HistoryReader

_PIECE_DAYS: Final = 31
_USUAL_HOURS: Final = tuple(n // 4 for n in range(96))


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was counted in one space over one period."""

    days: tuple[DayPoint, ...]
    week: tuple[WeekCell, ...]
    absent_slot_count: int


class Gathering:
    """Reads one space. `day_done` is called with a number of days each time some are read."""

    def __init__(
        self,
        space: SpaceConfig,
        reader: HistoryReader,
        fingerprint: Fingerprint,
        day_done: Callable[[int], None],
    ) -> None:
        self.calendar = Calendar(space)
        self._space = space
        self._zone = ZoneInfo(space.timezone)
        self._counts_doors = any(door.counts for door in space.doors)
        self._reader = reader
        self._fingerprint = fingerprint
        self._day_done = day_done
        self._week = WeekSums()
        self._absent_count = 0

    def gather(self, period: Period) -> Gathered:
        """Sum a period, day by day. Raises StoreUnavailable."""
        self._week, self._absent_count = WeekSums(), 0
        self._fingerprint.begin(self._space.id, calendar_id(self._space), period)
        days = tuple(point for piece in _pieces(period) for point in self._read(piece))
        return Gathered(days, self._week.cells(), self._absent_count)

    def _read(self, piece: Period) -> Iterator[DayPoint]:
        from_us_ = to_us(self.calendar.span_of(piece.first).start)
        until_us = to_us(self.calendar.span_of(piece.last).end)
        kept = self._reader.slots(self._space.id, from_us_, until_us, with_desks=False)
        slots = {row.slot.start_us: row.slot for row in kept}
        sums = self._reader.days(self._space.id, piece.first, piece.last)
        desk_days = {of_day.day: _desk_days(of_day) for of_day in sums}
        for day in piece.days():
            yield DayPoint(day, self._totals(day, slots, desk_days.get(day, 0)))
        self._day_done(piece.day_count)

    def _totals(self, day: date, slots: Mapping[int, SpaceSlot], desk_days: int) -> Totals:
        whole = self.calendar.span_of(day)
        starts = range(to_us(whole.start), to_us(whole.end), SLOT_US)
        opened = {to_us(at) for at in self.calendar.open_slots(day, day)}
        stored = [slots[start] for start in starts if start in slots]
        self._fingerprint.day(day, starts, opened, desk_days, stored)
        if len(stored) < len(starts):
            self._absent_count += len(starts) - len(stored)
            stored = [slots.get(start) or absent_slot(start, self.calendar) for start in starts]
        self._add_to_week(day, stored, opened)
        return totals_of(
            [slot for slot in stored if slot.start_us in opened],
            [slot for slot in stored if slot.start_us not in opened],
            counts_doors=self._counts_doors,
            desk_days=desk_days,
        )

    def _add_to_week(self, day: date, slots: list[SpaceSlot], opened: set[int]) -> None:
        if not opened:
            return
        hours = self._local_hours(slots)
        placed = [
            (hour, slot) for hour, slot in zip(hours, slots, strict=True) if slot.start_us in opened
        ]
        for hour, of_hour in groupby(placed, key=lambda pair: pair[0]):
            self._week.add(cell_of(day.weekday(), hour), [slot for _, slot in of_hour])

    def _local_hours(self, slots: list[SpaceSlot]) -> tuple[int, ...]:
        """Return the hour on the clock in which each slot of a local day begins."""
        if len(slots) == len(_USUAL_HOURS):  # else the clock changes on this day
            return _USUAL_HOURS
        return tuple(from_us(slot.start_us).astimezone(self._zone).hour for slot in slots)


def _desk_days(day: SpaceDay) -> int:
    return sum(desk.open.occupied_us >= DESK_DAY_US for desk in day.by_desk)


def _pieces(period: Period) -> Iterator[Period]:
    step = timedelta(days=_PIECE_DAYS)
    first = period.first
    while first <= period.last:
        yield Period(first, min(first + step - timedelta(days=1), period.last))
        first += step


Progress = Callable[[int, int], None]
"""Called with how many days of spaces are read, and how many there are."""


@dataclass(frozen=True, slots=True)
class SpaceReading:
    """All that was read of one space."""

    config: SpaceConfig
    gathering: Gathering
    counted: Period
    gathered: Gathered
    beside: Mapping[Period, Totals]
    """The periods to compare with, those in which it counted from the first day on."""

    @property
    def totals(self) -> Totals:
        """The sums of the period."""
        return over_time(point.totals for point in self.gathered.days)


def read_spaces(
    scope: Scope, reader: HistoryReader, fingerprint: Fingerprint, progress: Progress
) -> tuple[SpaceReading, ...]:
    """Read every space, one after the other. Raises StoreUnavailable."""
    plans = [(space, scope.counted(space), scope.beside(space)) for space in scope.spaces]
    read = [period for _, counted, beside in plans for period in (counted, *beside)]
    steps = _Steps(sum(period.day_count for period in read), progress)
    return tuple(
        _read_space(Gathering(space, reader, fingerprint, steps.advance), space, counted, beside)
        for space, counted, beside in plans
    )


def _read_space(
    gathering: Gathering, space: SpaceConfig, counted: Period, beside: Sequence[Period]
) -> SpaceReading:
    gathered = gathering.gather(counted)
    compared = {
        period: over_time(point.totals for point in gathering.gather(period).days)
        for period in beside
    }
    return SpaceReading(space, gathering, counted, gathered, compared)


class _Steps:
    """Counts what is done."""

    def __init__(self, all_count: int, progress: Progress) -> None:
        self._done = 0
        self._all = all_count
        self._progress = progress

    def advance(self, count: int) -> None:
        self._done += count
        self._progress(self._done, self._all)
