"""The rows of an export, read as a report reads them, a month of a space at a time.

What is open says the calendar of today, as in a report; a slot that the store doesn't hold is
written as one of which nothing is known. It knows no file.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from contract.times import from_us, to_us
from hub.domain.calendar import Calendar
from hub.domain.counted_month import absent_slot
from hub.domain.days import DeskDay
from hub.domain.slots import SpaceSlot
from hub.domain.space import SpaceConfig
from hub.reports.model import Target
from hub.reports.payload.metrics import dictionary
from hub.reports.period import Period
from hub.reports.request import Scope
from hub.stores.history_protocol import HistoryReader

Value = str | int | bool | date | datetime | None
Row = Sequence[Value]
DaysDone = Callable[[int], None]
"""Called with a number of days each time some are written."""


@dataclass(frozen=True, slots=True)
class SpacePlan:
    """Which local days of a space are exported."""

    config: SpaceConfig
    periods: tuple[tuple[str, Period], ...]
    """By name, those that count."""

    @property
    def pieces(self) -> tuple[Period, ...]:
        """The days of all periods, each once, in order, in pieces of at most a month."""
        days = sorted({day for _, period in self.periods for day in period.days()})
        return tuple(_pieces(days))

    @property
    def day_count(self) -> int:
        """How many days these are."""
        return sum(piece.day_count for piece in self.pieces)


def plans_of(scope: Scope) -> tuple[SpacePlan, ...]:
    """Plan each space: the report's period and those that it is compared with."""
    return tuple(SpacePlan(space, tuple(_periods(space, scope))) for space in scope.spaces)


def _periods(space: SpaceConfig, scope: Scope) -> Iterator[tuple[str, Period]]:
    yield "report", scope.counted(space)
    beside = scope.beside(space)
    for name, period in (
        ("previous", scope.period.previous()),
        ("year_before", scope.period.year_before()),
    ):
        if period in beside:
            yield name, period


def _pieces(days: Iterable[date]) -> Iterator[Period]:
    piece: Period | None = None
    for day in days:
        if piece is not None and (day - piece.last).days == 1 and day.day != 1:
            piece = Period(piece.first, day)
            continue
        if piece is not None:
            yield piece
        piece = Period(day, day)
    if piece is not None:
        yield piece


def space_rows(plans: Iterable[SpacePlan]) -> Iterator[Row]:
    """Yield the rows of `spaces`."""
    for plan in plans:
        space = plan.config
        counts_visits = any(door.counts for door in space.doors)
        yield (
            space.id,
            space.name,
            space.timezone,
            space.since,
            counts_visits,
            space.small_count,
        )


def period_rows(plans: Iterable[SpacePlan]) -> Iterator[Row]:
    """Yield the rows of `periods`."""
    for plan in plans:
        yield from ((name, plan.config.id, of.first, of.last) for name, of in plan.periods)


def day_rows(plans: Iterable[SpacePlan]) -> Iterator[Row]:
    """Yield the rows of `days`."""
    for plan in plans:
        calendar = Calendar(plan.config)
        for piece in plan.pieces:
            for day in piece.days():
                whole, (_, reason) = calendar.span_of(day), calendar.hours_on(day)
                yield plan.config.id, day, day.isoweekday(), whole.start, whole.end, reason


def opening_rows(plans: Iterable[SpacePlan]) -> Iterator[Row]:
    """Yield the rows of `openings`."""
    for plan in plans:
        calendar = Calendar(plan.config)
        for piece in plan.pieces:
            for day in piece.days():
                for span in calendar.spans_on(day):
                    yield plan.config.id, day, span.start, span.end


def slot_rows(plans: Iterable[SpacePlan], reader: HistoryReader, done: DaysDone) -> Iterator[Row]:
    """Yield the rows of `slots`. Raises StoreUnavailable."""
    for plan in plans:
        calendar, zone = Calendar(plan.config), ZoneInfo(plan.config.timezone)
        for piece in plan.pieces:
            kept = _stored(plan.config.id, piece, calendar, reader)
            for day in piece.days():
                for at in calendar.slots_of(day):
                    start_us = to_us(at)
                    slot = kept.get(start_us) or absent_slot(start_us, calendar)
                    hour = at.astimezone(zone).hour
                    yield _slot_row(plan.config.id, day, hour, slot, is_stored=start_us in kept)
            done(piece.day_count)


def _stored(
    space: str, piece: Period, calendar: Calendar, reader: HistoryReader
) -> dict[int, SpaceSlot]:
    from_us_ = to_us(calendar.span_of(piece.first).start)
    until_us = to_us(calendar.span_of(piece.last).end)
    kept = reader.slots(space, from_us_, until_us, with_desks=False)
    return {row.slot.start_us: row.slot for row in kept}


def _slot_row(space: str, day: date, hour: int, slot: SpaceSlot, *, is_stored: bool) -> Row:
    return (
        space,
        from_us(slot.start_us),
        day,
        hour,
        is_stored,
        slot.desks,
        slot.occupied_us,
        slot.free_us,
        slot.unknown_us,
        slot.peak_occupied,
        slot.used_known_us,
        slot.full_us,
        slot.not_full_us,
        slot.doors_known_us,
        slot.arrivals,
        slot.departures,
        slot.turn_backs,
    )


def desk_day_rows(plans: Iterable[SpacePlan], reader: HistoryReader) -> Iterator[Row]:
    """Yield the rows of `desk_days`. Raises StoreUnavailable."""
    for plan in plans:
        for piece in plan.pieces:
            for of_day in reader.days(plan.config.id, piece.first, piece.last):
                yield from (_desk_day_row(plan.config.id, of_day.day, d) for d in of_day.by_desk)


def _desk_day_row(space: str, day: date, desk: DeskDay) -> Row:
    return (
        space,
        day,
        desk.desk,
        desk.open.occupied_us,
        desk.open.free_us,
        desk.open.unknown_us,
        desk.closed.occupied_us,
        desk.closed.free_us,
        desk.closed.unknown_us,
    )


def target_rows(targets: Iterable[Target]) -> Iterator[Row]:
    """Yield the rows of `targets`."""
    for number, target in enumerate(targets, 1):
        baseline = target.baseline
        yield (
            number,
            target.indicator,
            target.space,
            None if baseline is None else baseline.numerator,
            None if baseline is None else baseline.denominator,
            target.target.numerator,
            target.target.denominator,
            target.wanted,
        )


def dictionary_rows() -> Iterator[Row]:
    """Yield the rows of `dictionary`."""
    for metric in dictionary().metrics:
        yield (
            metric.id,
            metric.version,
            metric.unit,
            metric.formula,
            metric.coverage,
            metric.de.name,
            metric.en.name,
            metric.en.meaning,
        )
