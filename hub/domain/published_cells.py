"""Published cells: all that a public edition may know of one space's calendar month. Pure.

Nobody is watched (README.md, promise 3; docs/figures.md, "Public editions"). Every public figure,
total and chart is worked out of these cells, and never of what was counted. So whoever asks for as
many editions as he likes learns no more than the cells themselves say:

1. A cell is an amount of one space and one local month, and a function of that month alone: no
   other space, month or question has a part in it. It is made once, `SETTLED_AFTER` the month's
   end, kept, and added up as it is.
2. What the calendar gives is always told. All else is told together, or nothing of it: where on at
   least `LEAST_DAYS` days `small_count` desks were in use at once in open slots, and no desk has
   more than half of the occupied time, nor of the desk days.
3. An amount is rounded once, to a step: the smallest multiple of 5 that is no less than what one
   person can add on one day (the longest opening; of the time in use all desks that long; every
   desk once; PASSAGES through a door). Lower bounds are rounded down, what isn't known up.

The strictest `small_count` that was in force at any time of the month holds. With 0 nothing is
withheld; it is rounded all the same.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from hub.domain.indicators import HOUR_US
from hub.domain.slots import SLOT_US
from hub.domain.tally import DESK_DAY_US, Tally, Totals, over_time

SETTLED_AFTER: Final = timedelta(days=7)
"""So long after a month's end, by the local clock, late events may still come for it."""
LATE_AFTER: Final = timedelta(days=21)
"""A month that is published so long after its end wasn't when it could be: two weeks ago."""
LEAST_DAYS: Final = 5
STEP: Final = 5
"""Steps are multiples of so many hours or counts."""
PASSAGES: Final = 5
"""So often a day one person may come in, or turn round, without being told apart."""
_SECOND_US: Final = 1_000_000


class Amount(StrEnum):
    """What a cell is of: seconds, where the name says so, or a count."""

    OPEN = "open_s"
    SERVED = "served_s"
    """Open time with a desk in service: only then can a space be full."""
    OFFERED = "offered_s"
    """Desk-time in open slots."""
    DESKS = "desks"
    """The most in service at once."""
    DOORS = "doors_s"
    """Time, open or closed, of a space that has a counting door."""
    KNOWN = "known_s"
    OCCUPIED = "occupied_s"
    USED = "used_s"
    """Known desk-time while at least one desk is occupied."""
    FULL = "full_s"
    NOT_FULL = "not_full_s"
    DESK_DAYS = "desk_days"
    DOORS_KNOWN = "doors_known_s"
    ARRIVALS = "arrivals"
    TURN_BACKS = "turn_backs"


OF_THE_CALENDAR: Final = frozenset(
    (Amount.OPEN, Amount.SERVED, Amount.OFFERED, Amount.DESKS, Amount.DOORS)
)
"""No person changes these."""


OF_DOORS: Final = frozenset((Amount.DOORS, Amount.DOORS_KNOWN, Amount.ARRIVALS, Amount.TURN_BACKS))
"""These are there where a counting door is."""


class Withheld(StrEnum):
    """Why a month's use isn't told; for the office alone."""

    FEW = "few"
    """On too few days so many desks were in use at once."""
    ONE_DESK = "one_desk"
    """One desk has more than half."""


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One local day of a space, as it was counted."""

    totals: Totals
    desk_us: Mapping[str, int]
    """Occupied time in open slots, by desk."""


@dataclass(frozen=True, slots=True)
class MonthCells:
    """The cells of one space and month. Those that are withheld are not there."""

    amounts: Mapping[Amount, int]
    withheld: Withheld | None
    small_count: int

    @property
    def is_told(self) -> bool:
        """Whether more is told than the calendar."""
        return self.withheld is None

    def seconds_us(self, amount: Amount) -> int:
        """Return an amount of time in microseconds; 0 of what isn't there."""
        return self.amounts.get(amount, 0) * _SECOND_US

    def count(self, amount: Amount) -> int:
        """Return a count; 0 of what isn't there."""
        return self.amounts.get(amount, 0)


def amounts_of(cells: MonthCells) -> frozenset[Amount]:
    """Return which amounts a month must have, told or withheld, with doors or without."""
    some = frozenset(Amount) if cells.is_told else OF_THE_CALENDAR
    return some if Amount.DOORS in cells.amounts else some - OF_DOORS


@dataclass(frozen=True, slots=True)
class PublishedMonth:
    """The cells of a space's month as they were published."""

    space: str
    month: date
    """Its first day."""
    first: date
    """The first day that counts: of the month, or of the space."""
    cells: MonthCells
    at_us: int
    """When they were worked out."""
    edition: int = 0
    """0, and one more with each erratum."""
    reason: str | None = None
    """Of an erratum, in words for the public."""


def is_late(month: date, day: date) -> bool:
    """Tell whether a month was published long after it could be, on a local day.

    So it is where a hub is new, was off for long, or has lost its book: then the month may have
    been published before, as another one.
    """
    next_month = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return day - next_month >= LATE_AFTER


@dataclass(frozen=True, slots=True)
class InForce:
    """A `small_count`, and since when a hub has had it."""

    from_us: int
    small_count: int


def strictest(counts: Sequence[InForce], from_us: int, to_us: int) -> int:
    """Return the largest `small_count` that was in force at some time of [from_us, to_us).

    `counts` are of one space, at least one. Before the first of them that one was in force.
    """
    in_time = sorted(counts, key=lambda count: count.from_us)
    before = [count for count in in_time if count.from_us <= from_us] or in_time[:1]
    within = [count for count in in_time if from_us < count.from_us < to_us]
    return max(count.small_count for count in (before[-1], *within))


def cells_of(days: Sequence[CountedDay], small_count: int) -> MonthCells:
    """Work out the cells of a month; `small_count` is the strictest that was in force in it."""
    totals = over_time(day.totals for day in days)
    amounts = _of_the_calendar(totals)
    withheld = _withheld(days, small_count)
    if withheld is None:
        amounts |= _of_people(totals)
    return MonthCells(amounts, withheld, small_count)


def _withheld(days: Sequence[CountedDay], small_count: int) -> Withheld | None:
    if small_count == 0:
        return None
    peaks = [day.totals.peak.occupied for day in days if day.totals.peak is not None]
    if sum(peak >= small_count for peak in peaks) < LEAST_DAYS:
        return Withheld.FEW
    time_us: Counter[str] = Counter()
    desk_days: Counter[str] = Counter()
    for day in days:
        time_us.update(day.desk_us)
        desk_days.update(desk for desk, us in day.desk_us.items() if us >= DESK_DAY_US)
    return Withheld.ONE_DESK if _is_of_one(time_us) or _is_of_one(desk_days) else None


def _is_of_one(by_desk: Counter[str]) -> bool:
    """Tell whether one desk has more than half."""
    return 2 * max(by_desk.values(), default=0) > by_desk.total()


def _of_the_calendar(totals: Totals) -> dict[Amount, int]:
    opened, closed = totals.open, totals.closed
    amounts = {
        Amount.OPEN: _seconds(opened.slots * SLOT_US),
        Amount.SERVED: _seconds(opened.served_slots * SLOT_US),
        Amount.OFFERED: _seconds(opened.desk_us),
        Amount.DESKS: max(opened.most_desks, closed.most_desks),
    }
    if _door_slots(totals):
        amounts[Amount.DOORS] = _seconds(_door_slots(totals) * SLOT_US)
    return amounts


def _door_slots(totals: Totals) -> int:
    return totals.open.door_slots + totals.closed.door_slots


def _of_people(totals: Totals) -> dict[Amount, int]:
    amounts = _of_desks(totals.open, totals.desk_days)
    return amounts | _of_doors(totals) if _door_slots(totals) else amounts


def _of_desks(opened: Tally, desk_days: int) -> dict[Amount, int]:
    day_us = opened.longest_day_slots * SLOT_US
    step_us = _step(day_us, HOUR_US)
    of_all_us = _step(day_us * opened.most_desks, HOUR_US)
    known_us = max(0, opened.desk_us - _up(opened.unknown_us, step_us))
    is_bound = known_us < opened.desk_us
    served_us = opened.served_slots * SLOT_US
    occupied_us = min(known_us, _rounded(opened.occupied_us, step_us, is_bound=is_bound))
    used_us = max(occupied_us, _rounded(opened.used_known_us, of_all_us, is_bound=is_bound))
    full_us = _rounded(opened.full_us, step_us, is_bound=is_bound)
    not_full_us = _rounded(opened.not_full_us, step_us, is_bound=is_bound)
    return {
        Amount.KNOWN: _seconds(known_us),
        Amount.OCCUPIED: _seconds(occupied_us),
        Amount.USED: _seconds(min(known_us, used_us)),
        Amount.FULL: _seconds(min(served_us, full_us)),
        Amount.NOT_FULL: _seconds(min(served_us, not_full_us)),
        Amount.DESK_DAYS: _rounded(desk_days, _step(opened.most_desks), is_bound=is_bound),
    }


def _of_doors(totals: Totals) -> dict[Amount, int]:
    opened, closed = totals.open, totals.closed
    whole_us = _door_slots(totals) * SLOT_US
    known_us = opened.doors_known_us + closed.doors_known_us
    told_us = max(0, whole_us - _up(whole_us - known_us, STEP * HOUR_US))
    is_bound = told_us < whole_us
    step = _step(PASSAGES)
    arrivals = opened.arrivals + closed.arrivals
    turn_backs = opened.turn_backs + closed.turn_backs
    return {
        Amount.DOORS_KNOWN: _seconds(told_us),
        Amount.ARRIVALS: _rounded(arrivals, step, is_bound=is_bound),
        Amount.TURN_BACKS: _rounded(turn_backs, step, is_bound=is_bound),
    }


def _step(reach: int, unit: int = 1) -> int:
    """Return the smallest multiple of STEP units that is no less than `reach`."""
    return STEP * unit * max(1, -(-reach // (STEP * unit)))


def _rounded(value: int, step: int, *, is_bound: bool) -> int:
    """Round to the nearest step, a half up; down where it must not say too much."""
    return (value if is_bound else value + step // 2) // step * step


def _up(value: int, step: int) -> int:
    return -(-value // step) * step


def _seconds(us: int) -> int:
    return us // _SECOND_US


def told_totals(months: Iterable[MonthCells]) -> Totals:
    """Add up all cells that are told, and nothing of a month whose use is withheld."""
    return _totals([cells for cells in months if cells.is_told])


def calendar_totals(months: Iterable[MonthCells]) -> Totals:
    """Add up what the calendar gives, of every month; nothing of people is in it."""
    every = [
        MonthCells(
            {amount: cells.count(amount) for amount in OF_THE_CALENDAR}, None, cells.small_count
        )
        for cells in months
    ]
    return _totals(every)


def _totals(months: Sequence[MonthCells]) -> Totals:
    def us(amount: Amount) -> int:
        return sum(cells.seconds_us(amount) for cells in months)

    def count(amount: Amount) -> int:
        return sum(cells.count(amount) for cells in months)

    known_us, occupied_us = us(Amount.KNOWN), us(Amount.OCCUPIED)
    opened = Tally(
        slots=us(Amount.OPEN) // SLOT_US,
        desk_slots=us(Amount.OFFERED) // SLOT_US,
        occupied_us=occupied_us,
        free_us=known_us - occupied_us,
        unknown_us=us(Amount.OFFERED) - known_us,
        used_known_us=us(Amount.USED),
        served_slots=us(Amount.SERVED) // SLOT_US,
        full_us=us(Amount.FULL),
        not_full_us=us(Amount.NOT_FULL),
        door_slots=us(Amount.DOORS) // SLOT_US,
        doors_known_us=us(Amount.DOORS_KNOWN),
        arrivals=count(Amount.ARRIVALS),
        turn_backs=count(Amount.TURN_BACKS),
        most_desks=max((cells.count(Amount.DESKS) for cells in months), default=0),
    )
    return Totals(open=opened, desk_days=count(Amount.DESK_DAYS))
