"""The typical week: which slot falls into which cell, and what is summed."""

from dataclasses import astuple, fields

import pytest

from hub.domain.slots import SLOT_US, SpaceSlot
from hub.domain.tally import Tally, Totals
from hub.domain.typical_week import (
    WeekCell,
    WeekSums,
    add_weeks,
    cell_of,
    hours_summed,
    totals_of_cell,
)


def slot(desks: int, occupied_us: int, free_us: int, full_us: int, peak: int) -> SpaceSlot:
    """Make a slot of which only what a week counts matters."""
    unknown_us = desks * SLOT_US - occupied_us - free_us
    return SpaceSlot(
        0, desks, occupied_us, free_us, unknown_us, peak, 90, full_us, 7 * full_us, 91, 92, 93, 94,
        (),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("weekday", "hour", "cell"), [(0, 0, 0), (0, 23, 23), (1, 0, 24), (3, 5, 77), (6, 23, 167)]
)
def test_a_week_has_168_cells_from_monday_on(weekday: int, hour: int, cell: int) -> None:
    """Hours follow each other, days follow each other."""
    assert cell_of(weekday, hour) == cell
    assert len(WeekSums().cells()) == 168


def test_the_slots_of_an_hour_are_summed() -> None:
    """Of two days: sums of both."""
    sums = WeekSums()
    one_day = [slot(2, 5, 6, 1, 2), slot(0, 0, 0, 0, 0), slot(3, 7, 8, 2, 1)]
    sums.add(3, hours_summed((5, each) for each in one_day))
    sums.add(3, hours_summed([(5, slot(1, 9, 10, 3, 1))]))
    cells = sums.cells()
    assert cells[77] == WeekCell(
        slots=4,
        desk_slots=6,
        occupied_us=21,
        free_us=24,
        served_slots=3,
        full_us=6,
        not_full_us=42,
    )
    assert {cell for number, cell in enumerate(cells) if number != 77} == {WeekCell()}


def test_an_hour_that_never_was_open_is_nothing() -> None:
    """All its sums are none."""
    assert astuple(WeekCell()) == (0,) * 7


NAMES = [field.name for field in fields(WeekCell)]


def test_weeks_of_several_spaces_are_added_cell_by_cell() -> None:
    """Each sum is that of all spaces."""
    one = WeekCell(**{name: 10 + n for n, name in enumerate(NAMES)})
    other = WeekCell(**{name: 20 - n for n, name in enumerate(NAMES)})
    first, second = add_weeks([(one, WeekCell()), (other, one)])
    assert first == WeekCell(**dict.fromkeys(NAMES, 30))
    assert second == one


def test_a_cell_is_totals_of_what_is_open() -> None:
    """Each field of a cell stands under its own name; nothing is known of the closed hours."""
    cell = WeekCell(**{name: 10 + n for n, name in enumerate(NAMES)})
    totals = totals_of_cell(cell)
    assert {name: getattr(totals.open, name) for name in NAMES} == {
        name: 10 + n for n, name in enumerate(NAMES)
    }
    assert totals == Totals(totals.open)
    assert totals.closed == Tally()
