"""Slots summed by hand: every field, and what is a maximum."""

from dataclasses import replace

import pytest

from hub.domain.days import Peak
from hub.domain.slots import SLOT_US, SpaceSlot
from hub.domain.tally import (
    DESK_DAY_US,
    NOTHING,
    Tally,
    Totals,
    over_spaces,
    over_time,
    tally_of,
    total,
    totals_of,
)

FULL = SpaceSlot(
    start_us=0,
    desks=3,
    occupied_us=3 * SLOT_US,
    free_us=0,
    unknown_us=0,
    peak_occupied=3,
    used_known_us=2,
    full_us=SLOT_US,
    not_full_us=0,
    doors_known_us=SLOT_US - 7,
    arrivals=11,
    departures=13,
    turn_backs=17,
    by_desk=(),
)
PARTLY = replace(
    FULL,
    start_us=SLOT_US,
    desks=2,
    occupied_us=SLOT_US + 5,
    free_us=SLOT_US - 9,
    unknown_us=4,
    peak_occupied=2,
    used_known_us=3,
    full_us=SLOT_US - 1,
    not_full_us=1,
    doors_known_us=100,
    arrivals=1,
    departures=2,
    turn_backs=5,
)
NEVER_FULL = replace(PARTLY, start_us=2 * SLOT_US, full_us=0, not_full_us=SLOT_US - 200)
WITHOUT_DESKS = replace(
    FULL, start_us=3 * SLOT_US, desks=0, occupied_us=0, peak_occupied=0, full_us=0, not_full_us=0
)
SLOTS = [FULL, PARTLY, NEVER_FULL, WITHOUT_DESKS]
DESKS = Tally(
    slots=4,
    desk_slots=7,
    occupied_us=5 * SLOT_US + 10,
    free_us=2 * SLOT_US - 18,
    unknown_us=8,
    used_known_us=10,
    served_slots=3,
    full_us=2 * SLOT_US - 1,
    not_full_us=SLOT_US - 199,
    most_desks=3,
    longest_day_slots=4,
)


def test_a_day_with_a_counting_door_by_hand() -> None:
    """Turn-backs count as while full only in slots that are so from start to end.

    What both doors and fullness were surely known in is what exceeds the slot, and never negative.
    """
    assert tally_of(SLOTS, counts_doors=True) == replace(
        DESKS,
        door_slots=4,
        doors_known_us=2 * (SLOT_US - 7) + 200,
        arrivals=24,
        departures=30,
        turn_backs=44,
        demand_slots=3,
        demand_known_us=SLOT_US - 7 + 100,
        turn_backs_full=17,
        turn_backs_partly_full=5,
    )


def test_without_a_counting_door_no_passage_counts() -> None:
    """Nor is any slot one in which passages might have been seen."""
    assert tally_of(SLOTS, counts_doors=False) == DESKS


@pytest.mark.parametrize(("more_us", "known_us"), [(-1, 0), (0, 0), (1, 1)])
def test_both_are_surely_known_in_what_exceeds_the_slot(more_us: int, known_us: int) -> None:
    """Half a slot each may have been different halves; a microsecond more is of both."""
    half_us = SLOT_US // 2
    slot = replace(FULL, full_us=half_us, not_full_us=0, doors_known_us=half_us + more_us)
    assert tally_of([slot], counts_doors=True).demand_known_us == known_us


def test_a_day_of_no_slot_is_nothing() -> None:
    """Every sum and every maximum is 0."""
    nothing = dict.fromkeys(vars_of(NOTHING), 0)
    assert tally_of([], counts_doors=True) == Tally() == Tally(**nothing)
    assert total([]) == NOTHING
    assert Totals() == Totals(NOTHING, NOTHING, 0, None)
    assert totals_of([], [], counts_doors=True) == Totals()


def vars_of(tally: Tally) -> list[str]:
    """Return the names of a tally's fields."""
    return list(Tally.__dataclass_fields__)


def test_times_that_follow_from_others() -> None:
    """Known is occupied and free; in service is every slot of every desk."""
    assert DESKS.known_us == 7 * SLOT_US - 8
    assert DESKS.desk_us == 7 * SLOT_US


def test_sums_add_up_and_maxima_stand() -> None:
    """Most desks and the longest day are those of one space on one day."""
    other = replace(DESKS, most_desks=9, longest_day_slots=1)
    both = total([DESKS, other])
    assert (both.most_desks, both.longest_day_slots) == (9, 4)
    assert (both.slots, both.desk_slots, both.unknown_us, both.full_us) == (
        8,
        14,
        16,
        4 * SLOT_US - 2,
    )


def test_totals_keep_open_and_closed_apart() -> None:
    """The peak is that of the opening, in the earliest slot that has it."""
    later = replace(FULL, start_us=9 * SLOT_US, desks=4)
    totals = totals_of([PARTLY, FULL, later], [NEVER_FULL], counts_doors=True, desk_days=2)
    assert totals.open == tally_of([PARTLY, FULL, later], counts_doors=True)
    assert totals.closed == tally_of([NEVER_FULL], counts_doors=True)
    assert (totals.desk_days, totals.peak) == (2, Peak(3, 0, 3))
    assert totals_of([FULL], [FULL], counts_doors=False).desk_days == 0


def test_over_time_the_earliest_of_equal_peaks_stands() -> None:
    """Desk days add up; a part without any open slot has no peak."""
    first, second = (
        Totals(DESKS, NOTHING, 1, Peak(2, 5, 3)),
        Totals(DESKS, NOTHING, 2, Peak(2, 6, 3)),
    )
    both = over_time([Totals(desk_days=4), first, second])
    assert (both.desk_days, both.peak, both.open.slots) == (7, Peak(2, 5, 3), 8)
    night = Totals(closed=DESKS)
    assert over_time([night, night]).closed == total([DESKS, DESKS])
    higher = Totals(peak=Peak(3, 9, 3))
    assert over_time([first, higher]).peak == Peak(3, 9, 3)
    assert over_time([Totals()]).peak is None


def test_over_spaces_there_is_no_peak() -> None:
    """Of one space alone it stands; of two, their sums are all that they have in common."""
    one = Totals(DESKS, DESKS, 1, Peak(2, 5, 3))
    assert over_spaces([one]) is one
    both = over_spaces([one, Totals(DESKS, NOTHING, 2, Peak(3, 6, 3))])
    assert both == Totals(total([DESKS, DESKS]), DESKS, 3, None)


def test_a_desk_day_takes_half_an_hour() -> None:
    """1800 s of occupied time, and not a microsecond less."""
    assert DESK_DAY_US == 30 * 60 * 1_000_000
