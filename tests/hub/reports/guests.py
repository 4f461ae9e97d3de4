"""Months of guests: who sat at which desk on which day, and the slots that come of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from contract.times import to_us
from hub.domain.calendar import Calendar
from hub.domain.meters import DeskSlot
from hub.domain.slots import SLOT_US, SpaceSlot
from hub.domain.space import SpaceConfig
from tests.hub.reports.months import FIRST

OPEN_FROM, OPEN_TO = 36, 72
"""The slots of a day from 9:00 to 18:00."""
DAYS = 28


@dataclass(frozen=True)
class Stay:
    """One guest at one desk on one day, from one slot of the day to another."""

    desk: int
    from_slot: int = OPEN_FROM
    to_slot: int = OPEN_TO


Plan = Mapping[int, Sequence[Stay]]
"""Stays by day, from 0 to 27."""


def slots_of_plan(space: SpaceConfig, plan: Plan, first: date = FIRST) -> list[SpaceSlot]:
    """Count the days of a plan; every arrival is one passage, and all is known."""
    calendar = Calendar(space)
    slots: list[SpaceSlot] = []
    for n in range(DAYS):
        start_us = to_us(calendar.span_of(first + timedelta(days=n)).start)
        stays = plan.get(n, ())
        slots += [_slot(space, start_us + at * SLOT_US, at, stays) for at in range(96)]
    return slots


def _slot(space: SpaceConfig, start_us: int, at: int, stays: Sequence[Stay]) -> SpaceSlot:
    desks = len(space.desks)
    taken = frozenset(stay.desk for stay in stays if stay.from_slot <= at < stay.to_slot)
    count = len(taken)
    return SpaceSlot(
        start_us=start_us,
        desks=desks,
        occupied_us=count * SLOT_US,
        free_us=(desks - count) * SLOT_US,
        unknown_us=0,
        peak_occupied=count,
        used_known_us=desks * SLOT_US if count else 0,
        full_us=SLOT_US if count == desks else 0,
        not_full_us=0 if count == desks else SLOT_US,
        doors_known_us=SLOT_US,
        arrivals=sum(stay.from_slot == at for stay in stays),
        departures=sum(stay.to_slot == at for stay in stays),
        turn_backs=0,
        by_desk=_by_desk(tuple(desk.id for desk in space.desks), taken),
    )


@cache
def _by_desk(desks: tuple[str, ...], taken: frozenset[int]) -> tuple[DeskSlot, ...]:
    return tuple(
        DeskSlot(desk, SLOT_US if n in taken else 0, 0 if n in taken else SLOT_US, 0)
        for n, desk in enumerate(desks)
    )


def with_stays(plan: Plan, more: Plan) -> Plan:
    """Let more guests come."""
    return {n: (*plan.get(n, ()), *more.get(n, ())) for n in {*plan, *more}}
