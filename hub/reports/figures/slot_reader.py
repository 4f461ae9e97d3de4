"""Reading all that a report needs: each space over its period and those beside it, summed.

    sums of whole days, where they are of the hours that are open today ─┐
    slots of all other days ─────────────────────────────────────────────┴─▶ days, week, fingerprint

Reads a month at a time and holds no more of it, however long the period is. What is open says the
calendar of today, not what is stored; a slot without a row counts as unknown. Who verifies a report
has every slot read.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from contract.times import to_us
from hub.domain.calendar import Calendar
from hub.domain.calendar_id import calendar_id
from hub.domain.counted_month import absent_slot
from hub.domain.day_sums import DaySpan, DaySums, hours_of_day, span_of
from hub.domain.days import SpaceDay
from hub.domain.slots import SpaceSlot
from hub.domain.space import SpaceConfig
from hub.domain.tally import DESK_DAY_US, Totals, over_time, totals_of
from hub.domain.typical_week import WeekCell, WeekSums
from hub.reports.figures.fingerprint import Fingerprint
from hub.reports.model import DayPoint
from hub.reports.period import Period
from hub.reports.request import Scope
from hub.stores.history_protocol import HistoryReader

_PIECE_DAYS: Final = 31


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
        *,
        reads_all: bool = False,
    ) -> None:
        """`reads_all`: every slot is read, also of days that have sums."""
        self.calendar = Calendar(space)
        self._space = space
        self._zone = ZoneInfo(space.timezone)
        self._counts_doors = any(door.counts for door in space.doors)
        self._reader = reader
        self._fingerprint = fingerprint
        self._day_done = day_done
        self._reads_all = reads_all
        self._week = WeekSums()
        self._absent_count = 0

    def gather(self, period: Period) -> Gathered:
        """Sum a period, day by day. Raises StoreUnavailable."""
        self._week, self._absent_count = WeekSums(), 0
        by_then = calendar_id(self._space, period.last)
        self._fingerprint.begin(self._space.id, by_then, period, whole=calendar_id(self._space))
        days = tuple(point for piece in _pieces(period) for point in self._read(piece))
        return Gathered(days, self._week.cells(), self._absent_count)

    def _read(self, piece: Period) -> Iterator[DayPoint]:
        spans = {day: self._span(day) for day in piece.days()}
        summed = self._sums(piece, spans)
        slots, desk_days = self._slots([day for day in spans if day not in summed], spans)
        for day, span in spans.items():
            sums = summed.get(day)
            if sums is None:
                totals = self._totals(day, span, slots, desk_days.get(day, 0))
            else:
                totals = self._take(sums)
            yield DayPoint(day, totals)
        self._day_done(piece.day_count)

    def _span(self, day: date) -> DaySpan:
        return span_of(self.calendar.span_of(day), self.calendar.open_spans(day))

    def _sums(self, piece: Period, spans: Mapping[date, DaySpan]) -> Mapping[date, DaySums]:
        """Read the sums that hold today."""
        if self._reads_all:
            return {}
        found = self._reader.day_sums(self._space.id, piece.first, piece.last)
        return {sums.day: sums for sums in found if sums.span == spans[sums.day]}

    def _slots(
        self, days: Sequence[date], spans: Mapping[date, DaySpan]
    ) -> tuple[Mapping[int, SpaceSlot], Mapping[date, int]]:
        """Read the slots of days, by their starts, and the desk days."""
        if not days:
            return {}, {}
        space, first, last = self._space.id, days[0], days[-1]
        window = spans[first].start_us, spans[last].end_us
        kept = self._reader.slots(space, *window, with_desks=False)
        slots = {row.slot.start_us: row.slot for row in kept}
        of_days = self._reader.days(space, first, last)
        return slots, {of_day.day: _desk_days(of_day) for of_day in of_days}

    def _take(self, sums: DaySums) -> Totals:
        self._fingerprint.summed_day(sums.day, sums.digest)
        self._week.add(sums.day.weekday(), sums.hours)
        return sums.totals_for(counts_doors=self._counts_doors)

    def _totals(
        self, day: date, span: DaySpan, slots: Mapping[int, SpaceSlot], desk_days: int
    ) -> Totals:
        flags = span.flags
        stored = [slots[start] for start in span.starts if start in slots]
        self._fingerprint.day(day, flags, desk_days, stored)
        if len(stored) < span.slot_count:
            self._absent_count += span.slot_count - len(stored)
            stored = [
                slots.get(start) or absent_slot(start, self.calendar) for start in span.starts
            ]
        self._week.add(day.weekday(), hours_of_day(span, stored, self._zone))
        return totals_of(
            [slot for slot, is_open in zip(stored, flags, strict=True) if is_open],
            [slot for slot, is_open in zip(stored, flags, strict=True) if not is_open],
            counts_doors=self._counts_doors,
            desk_days=desk_days,
        )


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
    scope: Scope,
    reader: HistoryReader,
    fingerprint: Fingerprint,
    progress: Progress,
    *,
    reads_all: bool = False,
) -> tuple[SpaceReading, ...]:
    """Read every space, one after the other. Raises StoreUnavailable."""
    plans = _plans(scope)
    read = [period for _, counted, beside in plans for period in (counted, *beside)]
    steps = _Steps(sum(period.day_count for period in read), progress)

    def gathering(space: SpaceConfig) -> Gathering:
        return Gathering(space, reader, fingerprint, steps.advance, reads_all=reads_all)

    return tuple(
        _read_space(gathering(space), space, counted, beside) for space, counted, beside in plans
    )


def windows_of(scope: Scope) -> Iterator[tuple[str, int, int]]:
    """Yield each span of each space that a report is read from, half-open."""
    for space, counted, beside in _plans(scope):
        calendar = Calendar(space)
        for period in (counted, *beside):
            first, last = calendar.span_of(period.first), calendar.span_of(period.last)
            yield space.id, to_us(first.start), to_us(last.end)


def _plans(scope: Scope) -> list[tuple[SpaceConfig, Period, tuple[Period, ...]]]:
    return [(space, scope.counted(space), scope.beside(space)) for space in scope.spaces]


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
