"""Months as they were counted: when one is settled, and what a day of it is."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from contract.times import from_us, to_us
from hub.domain.calendar import Calendar
from hub.domain.counted_month import (
    absent_slot,
    counted_day,
    days_of,
    last_of,
    settled_at,
    settled_months,
)
from hub.domain.days import space_days
from hub.domain.slots import SLOT_US
from tests.hub.reports.guests import Stay, slots_of_plan
from tests.hub.reports.months import FIRST, small_space
from tests.hub.spaces import a_space, utc

SPACE = small_space("hof", 4, "09:00-18:00")
CALENDAR = Calendar(SPACE)


@pytest.mark.parametrize(
    ("month", "last"),
    [(date(2026, 2, 1), 28), (date(2028, 2, 1), 29), (date(2026, 12, 1), 31)],
)
def test_a_month_has_its_last_day(month: date, last: int) -> None:
    """Leap years too."""
    assert last_of(month) == month.replace(day=last)


@pytest.mark.parametrize(
    ("zone", "settled"),
    [
        ("Europe/Berlin", utc(2026, 4, 7, 22)),
        ("America/New_York", utc(2026, 4, 8, 4)),
        ("Pacific/Auckland", utc(2026, 4, 7, 12)),
    ],
)
def test_a_month_is_settled_when_the_eighth_begins(zone: str, settled: object) -> None:
    """By the space's own clock."""
    assert settled_at(date(2026, 3, 1), Calendar(a_space(timezone=zone))) == settled


@pytest.mark.parametrize(("us", "months"), [(-1, []), (0, ["2026-02"])])
def test_months_are_settled_from_that_instant_on(us: int, months: list[str]) -> None:
    """A microsecond decides; the month of the first day counts as one, however late it began."""
    now_us = to_us(utc(2026, 3, 7, 23)) + us
    assert [f"{each:%Y-%m}" for each in settled_months(FIRST, CALENDAR, now_us)] == months
    late = settled_months(date(2026, 2, 28), CALENDAR, now_us)
    assert [f"{each:%Y-%m}" for each in late] == months


def test_days_are_given_in_order() -> None:
    """Both ends included."""
    assert [day.day for day in days_of(FIRST, FIRST + timedelta(days=2))] == [1, 2, 3]


def test_a_day_is_counted_by_the_calendar() -> None:
    """Open and closed slots apart; desks' time is that of open slots."""
    plan = {0: (Stay(0, 32, 40), Stay(1, 40, 41))}
    slots = {slot.start_us: slot for slot in slots_of_plan(SPACE, plan)}
    zone = ZoneInfo(SPACE.timezone)
    (sums, *_) = space_days(slots.values(), zone, lambda at_us: CALENDAR.is_open(from_us(at_us)))
    day = counted_day(FIRST, CALENDAR, slots, sums, counts_doors=True)
    assert (day.totals.open.slots, day.totals.closed.slots) == (36, 60)
    assert (day.totals.open.occupied_us, day.totals.closed.occupied_us) == (
        5 * SLOT_US,
        4 * SLOT_US,
    )
    assert day.desk_us == {"d0": 4 * SLOT_US, "d1": SLOT_US, "d2": 0, "d3": 0}
    assert (day.totals.desk_days, day.totals.open.arrivals) == (1, 1)


def test_what_is_not_stored_is_unknown() -> None:
    """A day without any row is open, and nothing is known of it."""
    day = counted_day(FIRST, CALENDAR, {}, None, counts_doors=False)
    assert day.totals.open.unknown_us == day.totals.open.desk_us == 36 * 4 * SLOT_US
    assert (day.desk_us, day.totals.desk_days, day.totals.open.door_slots) == ({}, 0, 0)


def test_a_slot_that_is_absent_has_the_desks_in_service() -> None:
    """Of kind desk alone."""
    space = a_space(desk=[{"id": "d1", "agent": "pi"}, {"id": "r1", "agent": "pi", "kind": "room"}])
    slot = absent_slot(to_us(utc(2026, 3, 2)), Calendar(space))
    assert (slot.desks, slot.unknown_us, slot.free_us) == (1, SLOT_US, 0)


def test_a_day_on_which_the_clock_changes_has_its_hours() -> None:
    """The 29th of March has 23 of them."""
    day = counted_day(date(2026, 3, 29), CALENDAR, {}, None, counts_doors=False)
    assert day.totals.open.slots + day.totals.closed.slots == 92
