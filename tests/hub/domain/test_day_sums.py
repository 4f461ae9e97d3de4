"""Sums of a local day: they say what its slots say, and under which hours."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from random import Random
from zoneinfo import ZoneInfo

import pytest

from hub.domain.calendar import Calendar
from hub.domain.day_sums import (
    DaySpan,
    DaySums,
    digest_of_day,
    hours_of_day,
    span_of,
    span_of_flags,
    sums_of_day,
    told_of_day,
)
from hub.domain.slots import SLOT_US, SpaceSlot
from hub.domain.tally import totals_of
from hub.domain.typical_week import WeekSums
from tests.hub.spaces import a_space

ZONE = ZoneInfo("Europe/Berlin")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SHORT, USUAL, LONG = date(2026, 3, 29), date(2026, 3, 30), date(2026, 10, 25)


def day_of_calendar(day: date, hours: str) -> DaySpan:
    """Ask the calendar of a space that is open at the same hours every day."""
    calendar = Calendar(a_space(since=date(2026, 1, 1), opening=dict.fromkeys(DAYS, hours)))
    return span_of(calendar.span_of(day), calendar.open_spans(day))


def drawn(span: DaySpan) -> list[SpaceSlot]:
    """Draw slots of which no two numbers are alike."""
    draw = Random(span.start_us)
    numbers = [fields(SpaceSlot)[at].name for at in range(2, 13)]
    return [
        SpaceSlot(
            start_us=start,
            desks=draw.randrange(4),
            by_desk=(),
            **{name: draw.randrange(10**9) for name in numbers},
        )
        for start in span.starts
    ]


@pytest.mark.parametrize(
    ("day", "hours", "count", "opened"),
    [
        (USUAL, "09:00-12:00", 96, "36-48"),
        (USUAL, "09:00-12:00,13:00-17:15", 96, "36-48,52-69"),
        (USUAL, "09:00-12:00,12:00-13:00", 96, "36-52"),
        (USUAL, "00:00-24:00", 96, "0-96"),
        (USUAL, "closed", 96, ""),
        (SHORT, "01:00-04:00", 92, "4-12"),
        (LONG, "01:00-04:00", 100, "4-20"),
    ],
)
def test_a_day_says_which_of_its_slots_are_open(
    day: date, hours: str, count: int, opened: str
) -> None:
    """In runs that don't touch, whoever says it: the calendar, or slot by slot."""
    span = day_of_calendar(day, hours)
    assert (span.slot_count, span.opened) == (count, opened)
    assert span.end_us - span.start_us == count * SLOT_US
    assert span_of_flags(span.start_us, [bool(flag) for flag in span.flags]) == span


@pytest.mark.parametrize("day", [SHORT, USUAL, LONG])
@pytest.mark.parametrize("hours", ["00:00-24:00", "closed", "01:30-04:15,20:00-22:00"])
def test_what_is_written_is_read_again(day: date, hours: str) -> None:
    """Totals, the peak, hours and digest, on days of 23, 24 and 25 hours."""
    span = day_of_calendar(day, hours)
    made = sums_of_day(day, span, drawn(span), 3, ZONE)
    assert all(isinstance(number, int) for number in made.numbers())
    assert DaySums.from_numbers(day, span, made.numbers(), made.digest) == made


@pytest.mark.parametrize("counts_doors", [True, False])
def test_totals_are_those_of_the_slots(*, counts_doors: bool) -> None:
    """With a counting door and without one, which needs no other sums."""
    span = day_of_calendar(USUAL, "09:00-17:00")
    slots = drawn(span)
    made = sums_of_day(USUAL, span, slots, 2, ZONE).totals_for(counts_doors=counts_doors)
    opened, closed = slots[36:68], slots[:36] + slots[68:]
    assert made == totals_of(opened, closed, counts_doors=counts_doors, desk_days=2)


def starts_by_hour(day: date, hours: str) -> dict[int, int]:
    """Count the open slots of each hour on the clock."""
    span = day_of_calendar(day, hours)
    sums = WeekSums()
    sums.add(0, hours_of_day(span, drawn(span), ZONE))
    return {hour: cell.slots for hour, cell in enumerate(sums.cells()) if cell.slots}


def test_an_hour_is_that_on_the_clock() -> None:
    """One that is skipped has no slots, one that comes twice has eight."""
    assert starts_by_hour(USUAL, "01:30-04:15") == {1: 2, 2: 4, 3: 4, 4: 1}
    assert starts_by_hour(SHORT, "01:30-04:15") == {1: 2, 3: 4, 4: 1}
    assert starts_by_hour(LONG, "01:30-04:15") == {1: 2, 2: 8, 3: 4, 4: 1}


def test_the_digest_tells_every_difference() -> None:
    """Of a slot, of the hours and of the desk days."""

    def digest(span: DaySpan, slots: Sequence[SpaceSlot], desk_days: int = 1) -> str:
        return digest_of_day(told_of_day(span.flags, desk_days, slots))

    span, longer = day_of_calendar(USUAL, "09:00-17:00"), day_of_calendar(USUAL, "09:00-17:15")
    slots = drawn(span)
    others = digest(span, slots[1:]), digest(longer, slots), digest(span, slots, 2)
    assert len({digest(span, slots), *others}) == 4
    assert sums_of_day(USUAL, span, slots, 1, ZONE).digest == digest(span, slots)
