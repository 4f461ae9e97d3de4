"""Local days of a space: the permanent series beside its slots. Pure.

A day is a day of the space's time zone, of 23 or 25 hours when the clock changes. Open and closed
slots are summed apart, so that a corrected calendar only has to sum again. What is open is the
caller's; so is giving whole days.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from contract.times import from_us
from hub.domain.localtime import day_of
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
    for day, of_day in groupby(slots, key=lambda slot: day_of(from_us(slot.start_us), zone)):
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


def _sum(slots: list[SpaceSlot]) -> DayPart:
    return DayPart(
        slots=len(slots),
        desk_slots=sum(slot.desks for slot in slots),
        occupied_us=sum(slot.occupied_us for slot in slots),
        free_us=sum(slot.free_us for slot in slots),
        unknown_us=sum(slot.unknown_us for slot in slots),
        used_known_us=sum(slot.used_known_us for slot in slots),
        full_us=sum(slot.full_us for slot in slots),
        not_full_us=sum(slot.not_full_us for slot in slots),
        doors_known_us=sum(slot.doors_known_us for slot in slots),
        arrivals=sum(slot.arrivals for slot in slots),
        departures=sum(slot.departures for slot in slots),
        turn_backs=sum(slot.turn_backs for slot in slots),
        peak=_peak(slots),
    )


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
