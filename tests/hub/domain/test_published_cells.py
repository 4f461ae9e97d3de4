"""Cells of a month by hand: what is told, what isn't, how each amount is rounded."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from hub.domain.days import Peak
from hub.domain.indicators import HOUR_US
from hub.domain.published_cells import (
    LEAST_DAYS,
    OF_THE_CALENDAR,
    PASSAGES,
    SETTLED_AFTER,
    STEP,
    Amount,
    CountedDay,
    InForce,
    MonthCells,
    Withheld,
    amounts_of,
    calendar_totals,
    cells_of,
    strictest,
    told_totals,
)
from hub.domain.slots import SLOT_US
from hub.domain.tally import DESK_DAY_US, Tally, Totals

HOUR_S = 3600
DAYS = 20
DAY_SLOTS = 40  # ten hours
DESKS = 5


def a_day(most: int = 4, *, desk_us: dict[str, int] | None = None, **changes: int) -> CountedDay:
    """Count a day of five desks, open for ten hours, all of it known, with two hours at each."""
    by_desk = dict.fromkeys(("d1", "d2", "d3", "d4"), 2 * HOUR_US) if desk_us is None else desk_us
    occupied_us = sum(by_desk.values())
    tally = Tally(
        slots=DAY_SLOTS,
        desk_slots=DAY_SLOTS * DESKS,
        occupied_us=occupied_us,
        free_us=DAY_SLOTS * DESKS * SLOT_US - occupied_us,
        used_known_us=10 * HOUR_US,
        served_slots=DAY_SLOTS,
        not_full_us=DAY_SLOTS * SLOT_US,
        most_desks=DESKS,
        longest_day_slots=DAY_SLOTS,
    )
    desk_days = sum(us >= DESK_DAY_US for us in by_desk.values())
    return CountedDay(
        Totals(replace(tally, **changes), desk_days=desk_days, peak=Peak(most, 0, DESKS)), by_desk
    )


def a_month(count: int = DAYS, most: int = 4, **changes: int) -> list[CountedDay]:
    """Count a month of such days."""
    return [a_day(most, desk_us=None, **changes) for _ in range(count)]


def with_doors(day: CountedDay, arrivals: int, turn_backs: int, known_us: int) -> CountedDay:
    """Count passages through a door that was watched for some of its ten hours."""
    doors = {
        "door_slots": DAY_SLOTS,
        "doors_known_us": known_us,
        "arrivals": arrivals,
        "turn_backs": turn_backs,
    }
    return replace(day, totals=replace(day.totals, open=replace(day.totals.open, **doors)))


def hours(cells: MonthCells, amount: Amount) -> float:
    """Return an amount of time in hours."""
    return cells.amounts[amount] / HOUR_S


def test_the_steps_of_the_rule() -> None:
    """Five days, multiples of five, five passages a day, and a week to settle."""
    assert (LEAST_DAYS, STEP, PASSAGES, SETTLED_AFTER.days) == (5, 5, 5, 7)


# --- What is told


@pytest.mark.parametrize("small_count", [1, 3, 5])
@pytest.mark.parametrize(("crowded", "withheld"), [(4, Withheld.FEW), (5, None)])
def test_use_is_told_from_five_crowded_days_on(
    small_count: int, crowded: int, withheld: Withheld | None
) -> None:
    """A day is crowded with small_count desks at once; one desk fewer is a quiet day."""
    days = a_month(crowded, most=small_count) + a_month(DAYS - crowded, most=small_count - 1)
    assert cells_of(days, small_count).withheld is withheld


def test_a_day_without_opening_is_not_crowded() -> None:
    """Who comes while the space is closed is no crowd, however many."""
    closed = replace(a_day(), totals=Totals(closed=a_day().totals.open))
    assert cells_of([closed] * DAYS, 3).withheld is Withheld.FEW


@pytest.mark.parametrize(("others_us", "withheld"), [(0, None), (-1, Withheld.ONE_DESK)])
def test_no_desk_may_have_more_than_half_of_the_time(
    others_us: int, withheld: Withheld | None
) -> None:
    """Exactly half is told; a microsecond more isn't."""
    desk_us = {"d1": 6 * HOUR_US, "d2": 3 * HOUR_US, "d3": 3 * HOUR_US + others_us}
    assert cells_of([a_day(desk_us=desk_us)] * DAYS, 3).withheld is withheld


@pytest.mark.parametrize(("more", "withheld"), [(0, None), (1, Withheld.ONE_DESK)])
def test_no_desk_may_have_more_than_half_of_the_desk_days(
    more: int, withheld: Withheld | None
) -> None:
    """Twenty of forty are told, twenty-one of forty-one aren't, though the time is shared alike."""
    half, short = DESK_DAY_US, DESK_DAY_US - 1
    both = a_day(desk_us={"d1": half, "d2": half, "d3": short})
    alone = a_day(desk_us={"d1": half, "d2": short, "d3": short})
    assert cells_of([both] * 20 + [alone] * more, 3).withheld is withheld


def test_without_protection_everything_is_told() -> None:
    """small_count 0: nobody is withheld, and it is rounded all the same."""
    cells = cells_of([a_day(1, desk_us={"d1": 7 * HOUR_US})], 0)
    assert (cells.is_told, hours(cells, Amount.OCCUPIED)) == (True, 10)


def test_withheld_leaves_nothing_but_the_calendar() -> None:
    """Not even how much was known; and that is exact."""
    cells = cells_of(a_month(most=2), 3)
    assert cells.amounts == {
        Amount.OPEN: 200 * HOUR_S,
        Amount.SERVED: 200 * HOUR_S,
        Amount.OFFERED: 1000 * HOUR_S,
        Amount.DESKS: DESKS,
    }
    assert cells.amounts.keys() == amounts_of(cells)


def test_every_amount_is_there_or_all_are_missing() -> None:
    """A month without a door lacks those of doors; one that is told has all others."""
    told = cells_of(a_month(), 3)
    assert told.amounts.keys() == amounts_of(told)
    days = [with_doors(day, 9, 1, 10 * HOUR_US) for day in a_month()]
    assert cells_of(days, 3).amounts.keys() == set(Amount)
    assert cells_of([replace(day) for day in days], 5).amounts.keys() == OF_THE_CALENDAR


# --- How it is rounded


@pytest.mark.parametrize(
    ("day_slots", "step"), [(8, 5), (20, 5), (21, 10), (40, 10), (41, 15), (96, 25)]
)
def test_hours_are_multiples_of_what_covers_a_persons_day(day_slots: int, step: int) -> None:
    """Five hours of opening need a step of 5 h, a quarter of an hour more one of 10 h."""
    for told, counted in ((3 * step, 3 * step + step * 0.4), (4 * step, 3 * step + step * 0.5)):
        days = a_month(longest_day_slots=day_slots, occupied_us=int(counted / DAYS * HOUR_US))
        assert hours(cells_of(days, 3), Amount.OCCUPIED) == told


@pytest.mark.parametrize(
    ("amount", "field", "told"),
    [
        (Amount.OCCUPIED, "occupied_us", (60, 50)),
        (Amount.FULL, "full_us", (60, 50)),
        (Amount.NOT_FULL, "not_full_us", (60, 50)),
    ],
)
def test_what_is_not_whole_is_rounded_down(
    amount: Amount, field: str, told: tuple[int, int]
) -> None:
    """Of 58 h: to the nearest ten where all is known, else down, because "at least" must hold."""
    us = 58 * HOUR_US // DAYS
    whole = cells_of(a_month(**{field: us}), 3)
    partly = cells_of(a_month(**{field: us}, unknown_us=1), 3)
    assert (hours(whole, amount), hours(partly, amount)) == told


@pytest.mark.parametrize(("unknown_h", "known_h"), [(0, 1000), (1, 990), (10, 990), (11, 980)])
def test_what_is_unknown_is_rounded_up(unknown_h: int, known_h: int) -> None:
    """What isn't wholly known never reads as 100 %."""
    days = a_month(unknown_us=unknown_h * HOUR_US // DAYS)
    assert hours(cells_of(days, 3), Amount.KNOWN) == known_h


def test_the_time_in_use_has_a_step_of_all_desks() -> None:
    """Who is alone makes the time of every desk time in use: of 5 desks 50 h a day."""
    days = a_month(used_known_us=int(3.9 * HOUR_US))
    assert hours(cells_of(days, 3), Amount.USED) == 160  # never less than what was occupied
    days = a_month(used_known_us=12 * HOUR_US)
    assert hours(cells_of(days, 3), Amount.USED) == 250


def test_nothing_is_more_than_what_it_is_part_of() -> None:
    """Rounding up stops at the whole."""
    all_day = dict.fromkeys(("d1", "d2", "d3", "d4", "d5"), 10 * HOUR_US)
    days = [a_day(5, desk_us=all_day, longest_day_slots=80, full_us=10 * HOUR_US)] * 5
    cells = cells_of(days, 3)
    offered = 250 * HOUR_S
    assert cells.amounts[Amount.OCCUPIED] == cells.amounts[Amount.USED] == offered
    assert cells.amounts[Amount.FULL] == cells.amounts[Amount.SERVED]


@pytest.mark.parametrize(("most_desks", "told"), [(5, 80), (6, 80), (10, 80), (16, 80), (21, 75)])
def test_desk_days_are_multiples_of_every_desk_once(most_desks: int, told: int) -> None:
    """Eighty desk days: one person may sit at each desk in a day."""
    cells = cells_of(a_month(most_desks=most_desks), 3)
    step = -(-most_desks // 5) * 5
    assert cells.amounts[Amount.DESK_DAYS] == (80 + step // 2) // step * step == told


@pytest.mark.parametrize(("arrivals", "told"), [(11, 10), (12, 10), (13, 15)])
def test_passages_are_multiples_of_five(arrivals: int, told: int) -> None:
    """Both amounts, to the nearest."""
    first, *others = [with_doors(day, 0, 0, 10 * HOUR_US) for day in a_month()]
    days = [with_doors(first, arrivals, arrivals, 10 * HOUR_US), *others]
    cells = cells_of(days, 3)
    assert (cells.amounts[Amount.ARRIVALS], cells.amounts[Amount.TURN_BACKS]) == (told, told)
    assert cells.amounts[Amount.DOORS_KNOWN] == cells.amounts[Amount.DOORS] == 200 * HOUR_S


def test_passages_that_may_be_missed_are_rounded_down() -> None:
    """A second in which a door wasn't watched makes them lower bounds, and the time is 195 h."""
    first, *others = [with_doors(day, 1, 0, 10 * HOUR_US) for day in a_month()]
    days = [with_doors(first, 0, 0, 10 * HOUR_US - 1_000_000), *others]
    cells = cells_of(days, 3)
    assert (cells.amounts[Amount.ARRIVALS], hours(cells, Amount.DOORS_KNOWN)) == (15, 195)


# --- Sums of cells


def test_what_is_withheld_is_in_no_sum() -> None:
    """The calendar's amounts are of all months, those of use of the told ones alone."""
    months = [cells_of(a_month(), 3), cells_of(a_month(most=2), 3), cells_of(a_month(), 3)]
    told, every = told_totals(months), calendar_totals(months)
    assert (every.open.slots, told.open.slots) == (2400, 1600)
    assert (every.open.occupied_us, told.open.occupied_us) == (0, 320 * HOUR_US)
    assert (every.desk_days, told.desk_days) == (0, 160)
    assert told.open.occupied_us + told.open.free_us == told.open.desk_us


# --- Which small_count holds

MONTH = (1_000, 2_000)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([InForce(500, 3)], 3),
        ([InForce(500, 3), InForce(900, 5)], 5),
        ([InForce(500, 5), InForce(900, 3)], 3),
        ([InForce(500, 3), InForce(1_500, 5)], 5),
        ([InForce(500, 3), InForce(1_500, 0)], 3),
        ([InForce(500, 3), InForce(1_000, 0)], 0),
        ([InForce(500, 3), InForce(2_000, 5)], 3),
        ([InForce(500, 3), InForce(1_200, 4), InForce(1_300, 0)], 4),
        ([InForce(5_000, 3), InForce(6_000, 0)], 3),
        ([InForce(6_000, 0), InForce(500, 3)], 3),
    ],
)
def test_the_strictest_of_the_month_holds(counts: Sequence[InForce], expected: int) -> None:
    """Lowering opens the next month at the earliest; before the first note the first one holds."""
    assert strictest(counts, *MONTH) == expected
