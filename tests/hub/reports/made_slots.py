"""Slots of a space written as briefly as a test can be read."""

from collections.abc import Iterator
from datetime import date

from contract.times import to_us
from hub.domain.calendar import Calendar
from hub.domain.meters import DeskSlot
from hub.domain.slots import SLOT_US, SpaceSlot
from hub.domain.space import SpaceConfig


def steady(
    space: SpaceConfig, first: date, last: date, occupied: int, *, known: bool = True
) -> Iterator[SpaceSlot]:
    """Make the slots of some days with the first `occupied` desks of a space in use throughout."""
    calendar = Calendar(space)
    start_us = to_us(calendar.span_of(first).start)
    desks = [desk.id for desk in space.desks]
    for at_us in range(start_us, to_us(calendar.span_of(last).end), SLOT_US):
        yield steady_slot(at_us, desks, occupied, known=known)


def steady_slot(start_us: int, desks: list[str], occupied: int, *, known: bool) -> SpaceSlot:
    """Make one slot; what is not known is so of every desk."""
    total = len(desks)
    known_us = SLOT_US if known else 0
    return SpaceSlot(
        start_us=start_us,
        desks=total,
        occupied_us=occupied * known_us,
        free_us=(total - occupied) * known_us,
        unknown_us=total * (SLOT_US - known_us),
        peak_occupied=occupied if known else 0,
        used_known_us=total * known_us if occupied else 0,
        full_us=known_us if occupied == total else 0,
        not_full_us=known_us if occupied < total else 0,
        doors_known_us=known_us,
        arrivals=1,
        departures=1,
        turn_backs=0,
        by_desk=tuple(
            DeskSlot(
                desk, known_us * (n < occupied), known_us * (n >= occupied), SLOT_US - known_us
            )
            for n, desk in enumerate(desks)
        ),
    )
