"""Local days: the sums of open and closed slots, also where the clock changes."""

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from contract.times import to_us
from hub.domain.days import (
    DayPart,
    DeskDay,
    DeskDayPart,
    Peak,
    SpaceDay,
    space_days,
)
from hub.domain.localtime import instant
from hub.domain.meters import DeskSlot
from hub.domain.slots import SLOT_US, SpaceSlot

BERLIN = ZoneInfo("Europe/Berlin")


def bounds_us(day: date, zone: ZoneInfo) -> tuple[int, int]:
    """Return the first instant of a local day and that of the next one."""
    return to_us(instant(day, 0, zone)), to_us(instant(day + timedelta(days=1), 0, zone))


def slot(start_us: int, occupied: int, desks: Sequence[str] = ("d1", "d2")) -> SpaceSlot:
    """Make a slot in which the first `occupied` desks are occupied throughout, the others free."""
    states = [DeskSlot(desk, SLOT_US, 0, 0) for desk in desks[:occupied]]
    states += [DeskSlot(desk, 0, SLOT_US - 5, 5) for desk in desks[occupied:]]
    return SpaceSlot(
        start_us=start_us,
        desks=len(desks),
        occupied_us=sum(one.occupied_us for one in states),
        free_us=sum(one.free_us for one in states),
        unknown_us=sum(one.unknown_us for one in states),
        peak_occupied=occupied,
        used_known_us=7,
        full_us=11,
        not_full_us=13,
        doors_known_us=17,
        arrivals=1,
        departures=2,
        turn_backs=3,
        by_desk=tuple(states),
    )


def test_open_and_closed_slots_are_summed_apart() -> None:
    """A day of three slots, one of them open: every field by hand."""
    begin, _ = bounds_us(date(2026, 3, 2), BERLIN)
    starts = [begin, begin + SLOT_US, begin + 2 * SLOT_US]
    slots = [slot(starts[0], 1), slot(starts[1], 2), slot(starts[2], 1, ("d2", "d3"))]
    assert list(space_days(slots, BERLIN, lambda start: start == starts[0])) == [
        SpaceDay(
            day=date(2026, 3, 2),
            open=DayPart(
                slots=1,
                desk_slots=2,
                occupied_us=SLOT_US,
                free_us=SLOT_US - 5,
                unknown_us=5,
                used_known_us=7,
                full_us=11,
                not_full_us=13,
                doors_known_us=17,
                arrivals=1,
                departures=2,
                turn_backs=3,
                peak=Peak(1, starts[0], 2),
            ),
            closed=DayPart(
                slots=2,
                desk_slots=4,
                occupied_us=3 * SLOT_US,
                free_us=SLOT_US - 5,
                unknown_us=5,
                used_known_us=14,
                full_us=22,
                not_full_us=26,
                doors_known_us=34,
                arrivals=2,
                departures=4,
                turn_backs=6,
                peak=Peak(2, starts[1], 2),
            ),
            by_desk=(
                DeskDay("d1", DeskDayPart(SLOT_US, 0, 0), DeskDayPart(SLOT_US, 0, 0)),
                DeskDay("d2", DeskDayPart(0, SLOT_US - 5, 5), DeskDayPart(2 * SLOT_US, 0, 0)),
                DeskDay("d3", DeskDayPart(), DeskDayPart(0, SLOT_US - 5, 5)),
            ),
        )
    ]


def test_the_earliest_of_equal_peaks_stands() -> None:
    """A peak names the first slot that has it, and how many desks were in service in it."""
    slots = [slot(0, 1), slot(SLOT_US, 2), slot(2 * SLOT_US, 2, ("d1", "d2", "d3"))]
    (day,) = space_days(slots, ZoneInfo("UTC"), lambda _: True)
    assert day.open.peak == Peak(2, SLOT_US, 2)
    assert day.closed == DayPart()


@pytest.mark.parametrize(
    ("zone", "day", "slot_count"),
    [
        ("Europe/Berlin", date(2026, 3, 28), 96),
        ("Europe/Berlin", date(2026, 3, 29), 92),
        ("Europe/Berlin", date(2026, 10, 25), 100),
        ("Africa/Cairo", date(2024, 4, 26), 92),  # no midnight
        ("America/Havana", date(2024, 11, 3), 100),  # two midnights
        ("Australia/Lord_Howe", date(2026, 4, 5), 98),
        ("Asia/Kathmandu", date(2026, 3, 2), 96),
    ],
)
def test_days_of_23_and_25_hours_have_their_own_number_of_slots(
    zone: str, day: date, slot_count: int
) -> None:
    """Slots fall into the local day that holds their start, none twice, none nowhere."""
    begin, end = bounds_us(day, ZoneInfo(zone))
    starts = range(begin - 4 * SLOT_US, end + 4 * SLOT_US, SLOT_US)
    days = list(space_days((slot(start, 1) for start in starts), ZoneInfo(zone), lambda _: True))
    assert [one.open.slots for one in days] == [4, slot_count, 4]
    assert days[1].day == day


def test_a_desk_is_summed_over_its_slots() -> None:
    """Of three slots alike it has three times the time, and none where it was not in service."""
    begin, _ = bounds_us(date(2026, 3, 2), BERLIN)
    slots = [slot(begin + n * SLOT_US, 0, ("d1",)) for n in range(3)]
    (day,) = space_days(slots, BERLIN, lambda _: True)
    held = DeskDayPart(0, 3 * (SLOT_US - 5), 15)
    assert day.by_desk == (DeskDay("d1", held, DeskDayPart(0, 0, 0)),)
