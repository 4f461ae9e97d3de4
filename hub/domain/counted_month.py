"""A space's local month, as it was counted: its days, and when it is settled. Pure.

What is open says the calendar that is given; a slot that isn't there counts as unknown.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final

from contract.times import from_us, to_us
from hub.domain.calendar import Calendar
from hub.domain.days import SpaceDay
from hub.domain.localtime import ONE_DAY
from hub.domain.published_cells import SETTLED_AFTER, CountedDay
from hub.domain.slots import SLOT_US, SpaceSlot
from hub.domain.tally import DESK_DAY_US, totals_of

_NOTHING: Final[Mapping[str, int]] = {}


def last_of(month: date) -> date:
    """Return the last day of a month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def settled_at(month: date, calendar: Calendar) -> datetime:
    """Return the instant from which a month may be published."""
    return calendar.span_of(last_of(month) + SETTLED_AFTER + ONE_DAY).start


def settled_months(since: date, calendar: Calendar, now_us: int) -> Iterator[date]:
    """Yield the months that may be published by now, from that of `since` on, oldest first."""
    month = since.replace(day=1)
    while to_us(settled_at(month, calendar)) <= now_us:
        yield month
        month = last_of(month) + ONE_DAY


def days_of(first: date, last: date) -> Iterator[date]:
    """Yield the days from first to last, both inclusive."""
    return (first + n * ONE_DAY for n in range((last - first).days + 1))


def counted_day(
    day: date,
    calendar: Calendar,
    slots: Mapping[int, SpaceSlot],
    sums: SpaceDay | None,
    *,
    counts_doors: bool,
) -> CountedDay:
    """Count one local day; `slots` are those stored, by their starts."""
    whole = calendar.span_of(day)
    starts = range(to_us(whole.start), to_us(whole.end), SLOT_US)
    opened = {to_us(at) for at in calendar.open_slots(day, day)}
    every = [slots.get(start) or absent_slot(start, calendar) for start in starts]
    desk_us = {desk.desk: desk.open.occupied_us for desk in sums.by_desk} if sums else _NOTHING
    totals = totals_of(
        [slot for slot in every if slot.start_us in opened],
        [slot for slot in every if slot.start_us not in opened],
        counts_doors=counts_doors,
        desk_days=sum(us >= DESK_DAY_US for us in desk_us.values()),
    )
    return CountedDay(totals, desk_us)


def absent_slot(start_us: int, calendar: Calendar) -> SpaceSlot:
    """Stand in for a slot that the store doesn't hold: nothing is known in it."""
    desks = calendar.desks_in_service(from_us(start_us))
    count = sum(desk.kind == "desk" for desk in desks)
    return SpaceSlot(
        start_us=start_us,
        desks=count,
        occupied_us=0,
        free_us=0,
        unknown_us=count * SLOT_US,
        peak_occupied=0,
        used_known_us=0,
        full_us=0,
        not_full_us=0,
        doors_known_us=0,
        arrivals=0,
        departures=0,
        turn_backs=0,
        by_desk=(),
    )
