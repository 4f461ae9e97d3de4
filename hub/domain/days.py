"""Local days of a space: the permanent series beside its slots. Pure.

A day is a day of the space's time zone, of 23 or 25 hours when the clock changes. Open and closed
slots are summed apart, so that a corrected calendar only has to sum again. What is open is the
caller's; so is giving whole days.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, Final
from zoneinfo import ZoneInfo

from contract.times import from_us, to_us
from hub.domain.localtime import ONE_DAY, day_of, instant
from hub.domain.meters import DeskSlot
from hub.domain.slots import SpaceSlot


@dataclass(frozen=True, slots=True)
class Peak:
    """The most desks occupied at once, in the earliest slot that has as many."""

    occupied: int
    slot_us: int
    desks: int
    """In service in that slot."""


@dataclass(frozen=True, slots=True)
class DayPart:
    """The open or the closed slots of a local day, summed. Microseconds, as in SpaceSlot."""

    slots: int = 0
    desk_slots: int = 0
    """Sum of the desks in service; occupied_us + free_us + unknown_us = desk_slots x SLOT_US."""
    occupied_us: int = 0
    free_us: int = 0
    unknown_us: int = 0
    used_known_us: int = 0
    full_us: int = 0
    not_full_us: int = 0
    doors_known_us: int = 0
    arrivals: int = 0
    departures: int = 0
    turn_backs: int = 0
    peak: Peak | None = None
    """None without slots."""


@dataclass(frozen=True, slots=True)
class DeskDayPart:
    """One desk in the open or the closed slots of a local day in which it was in service."""

    occupied_us: int = 0
    free_us: int = 0
    unknown_us: int = 0


@dataclass(frozen=True, slots=True)
class DeskDay:
    """One desk on one local day."""

    desk: str
    open: DeskDayPart
    closed: DeskDayPart


@dataclass(frozen=True, slots=True)
class SpaceDay:
    """A space on one local day."""

    day: date
    open: DayPart
    closed: DayPart
    by_desk: tuple[DeskDay, ...]
    """Every desk that was in service in any slot, sorted by id."""


def space_days(
    slots: Iterable[SpaceSlot], zone: ZoneInfo, is_open: Callable[[int], bool]
) -> Iterator[SpaceDay]:
    """Sum slots, given in order of time, into the local days that hold their starts.

    `is_open` tells of a slot's start whether the space is open in it.
    """
    for day, of_day in _by_day(slots, zone):
        in_opening: list[SpaceSlot] = []
        out_of_hours: list[SpaceSlot] = []
        for slot in of_day:
            (in_opening if is_open(slot.start_us) else out_of_hours).append(slot)
        yield SpaceDay(
            day=day,
            open=_sum(in_opening),
            closed=_sum(out_of_hours),
            by_desk=_desk_days(in_opening, out_of_hours),
        )


def _by_day(slots: Iterable[SpaceSlot], zone: ZoneInfo) -> Iterator[tuple[date, list[SpaceSlot]]]:
    day, until_us = date.min, -(2**62)
    of_day: list[SpaceSlot] = []
    for slot in slots:
        if slot.start_us >= until_us:
            if of_day:
                yield day, of_day
            day, of_day = day_of(from_us(slot.start_us), zone), []
            until_us = to_us(instant(day + ONE_DAY, 0, zone))
        of_day.append(slot)
    if of_day:
        yield day, of_day


def _sum(slots: list[SpaceSlot]) -> DayPart:
    if not slots:
        return DayPart()
    figures: list[Any] = [sum(column) for column in zip(*map(_FIGURES, slots), strict=True)]
    return DayPart(*[len(slots), *figures, _peak(slots)])


_FIGURES: Final = attrgetter(
    "desks",
    "occupied_us",
    "free_us",
    "unknown_us",
    "used_known_us",
    "full_us",
    "not_full_us",
    "doors_known_us",
    "arrivals",
    "departures",
    "turn_backs",
)
"""In the order of DayPart, behind the count of slots."""


def _peak(slots: list[SpaceSlot]) -> Peak | None:
    if not slots:
        return None
    earliest = max(slots, key=lambda slot: slot.peak_occupied)  # of equals, max takes the first
    return Peak(earliest.peak_occupied, earliest.start_us, earliest.desks)


def _desk_days(in_opening: list[SpaceSlot], out_of_hours: list[SpaceSlot]) -> tuple[DeskDay, ...]:
    opened, closed = _by_desk(in_opening), _by_desk(out_of_hours)
    nothing = DeskDayPart()
    return tuple(
        DeskDay(desk, opened.get(desk, nothing), closed.get(desk, nothing))
        for desk in sorted(opened.keys() | closed.keys())
    )


def _by_desk(slots: list[SpaceSlot]) -> dict[str, DeskDayPart]:
    """Sum each desk; where the same desks are in service all along, column by column."""
    rows = [slot.by_desk for slot in slots]
    if len({len(row) for row in rows}) == 1:
        columns = [tuple(zip(*column, strict=True)) for column in zip(*rows, strict=True)]
        if all(names.count(names[0]) == len(names) for names, *_ in columns):
            return {names[0]: DeskDayPart(*map(sum, figures)) for names, *figures in columns}
    return _by_changing_desk(rows)


def _by_changing_desk(rows: Iterable[tuple[DeskSlot, ...]]) -> dict[str, DeskDayPart]:
    sums: dict[str, list[int]] = {}
    for row in rows:
        for desk, occupied_us, free_us, unknown_us in row:
            held = sums.setdefault(desk, [0, 0, 0])
            held[0] += occupied_us
            held[1] += free_us
            held[2] += unknown_us
    return {desk: DeskDayPart(*held) for desk, held in sums.items()}
