"""Hours that stand out: the highest, its neighbours, and the weekdays that are alike."""

from collections.abc import Mapping
from fractions import Fraction

import pytest

from hub.domain.tally import Totals
from hub.reports.figures.findings_times import busiest_times, full_times
from tests.hub.reports.made_reports import hours, week_of

Cells = Mapping[tuple[int, int], Totals]


def full(share: float, opened: float = 4, unknown: float = 0) -> Totals:
    """Make an hour of the week that was open so often, and full for a share of it."""
    return hours(opened - unknown, 0, unknown, opened=opened, full=share * opened)


CASES = [
    ("alone", {(3, 15): full(0.5)}, ((3,), 15, 16, Fraction(1, 2))),
    ("neighbours of half as much",
     {(3, 14): full(0.2), (3, 15): full(0.3), (3, 16): full(0.5), (3, 17): full(0.25)},
     ((3,), 15, 18, Fraction(7, 20))),
    ("another weekday in every hour",
     {(1, 9): full(0.5), (1, 10): full(0.5), (3, 9): full(0.25), (3, 10): full(0.25),
      (4, 9): full(0.5), (4, 10): full(0.2)},
     ((1, 3), 9, 11, Fraction(3, 8))),
    ("closed in between", {(0, 9): full(0.5), (0, 11): full(0.5)}, ((0,), 9, 10, Fraction(1, 2))),
    ("the earlier of equals", {(5, 9): full(0.5), (2, 9): full(0.5)},
     ((2, 5), 9, 10, Fraction(1, 2))),
    ("a twentieth", {(0, 9): full(0.05, 5)}, ((0,), 9, 10, Fraction(1, 20))),
    ("less than that", {(0, 9): full(0.04, 25)}, None),
    ("open too seldom", {(0, 9): full(1, 3.75)}, None),
    ("unknown", {(0, 9): full(0.5, 4, 2)}, None),
    ("to midnight", {(6, 23): full(0.5)}, ((6,), 23, 24, Fraction(1, 2))),
    ("never", {(0, 9): full(0)}, None),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "told"), [case[1:] for case in CASES],
                         ids=[case[0] for case in CASES])  # fmt: skip
def test_when_spaces_are_full(
    cells: Cells, told: tuple[tuple[int, ...], int, int, Fraction] | None
) -> None:
    """By the share of opening time, over the whole stretch of hours and weekdays."""
    found = full_times(week_of(cells))
    got = found and (found.weekdays, found.first_hour, found.end_hour, found.share)
    assert got == told


def test_what_is_not_wholly_known_is_a_lower_bound() -> None:
    """One such hour makes the whole a bound."""
    found = full_times(week_of({(0, 9): full(0.5), (0, 10): full(0.5, 5, 0.5)}))
    assert found is not None
    assert found.is_bound
    sure = full_times(week_of({(0, 9): full(0.5)}))
    assert sure is not None
    assert not sure.is_bound


def test_when_desks_are_used_most() -> None:
    """By utilisation, weighted by the desk-time that is known."""
    cells = {(0, 9): hours(3, 1), (0, 10): hours(4, 4), (1, 9): hours(1, 7)}
    found = busiest_times(week_of(cells))
    assert found is not None
    assert (found.weekdays, found.first_hour, found.end_hour) == ((0,), 9, 11)
    assert found.share == Fraction(7, 12)
    assert busiest_times(()) is None
