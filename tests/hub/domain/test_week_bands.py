"""Bands and levels: coarse where it is fine in time, and open where not all is known."""

from fractions import Fraction

import pytest

from hub.domain.indicators import Coverage, Figure, Indicator, Standing, figure_of
from hub.domain.slots import SLOT_US
from hub.domain.tally import Tally, Totals
from hub.domain.week_bands import (
    FULL_HOURS_LIMITS,
    UTILISATION_LIMITS,
    Band,
    Hour,
    Level,
    Usual,
    Verdict,
    band_of,
    is_told,
    level_of,
    usual_of,
    verdict_of,
)

HOUR_SLOTS = 4


def an_hour(desks: int, occupied: Fraction, *, known: Fraction = Fraction(1)) -> Hour:
    """Make an open hour in which so many desks are in use on average, as far as it is known."""
    desk_us = desks * HOUR_SLOTS * SLOT_US
    known_us = int(desk_us * known)
    is_full = occupied == desks
    full_us = HOUR_SLOTS * SLOT_US if is_full else 0
    occupied_us = int(known_us * occupied / desks) if desks else 0
    tally = Tally(
        slots=HOUR_SLOTS,
        desk_slots=desks * HOUR_SLOTS,
        occupied_us=occupied_us,
        free_us=known_us - occupied_us,
        unknown_us=desk_us - known_us,
        served_slots=HOUR_SLOTS if desks else 0,
        full_us=full_us,
        not_full_us=HOUR_SLOTS * SLOT_US - full_us,
    )
    totals = Totals(tally)
    return Hour(
        *(
            figure_of(indicator, totals)
            for indicator in (
                Indicator.OPEN_HOURS,
                Indicator.COVERAGE,
                Indicator.UTILISATION,
                Indicator.FULL_HOURS,
            )
        )
    )


@pytest.mark.parametrize(
    ("desks", "occupied", "small_count", "level"),
    [
        (8, 0, 0, Level.QUIET),
        (8, 1, 0, Level.QUIET),
        (8, 2, 0, Level.SOME),
        (8, 4, 0, Level.BUSY),
        (8, 7, 0, Level.BUSY),
        (8, 8, 0, Level.FULL),
        (8, 2, 3, Level.QUIET),
        (8, 3, 3, Level.SOME),
        (2, 2, 3, Level.QUIET),
        (3, 3, 3, Level.FULL),
        (0, 0, 3, Level.CLOSED),
    ],
)
def test_an_hour_has_one_of_four_levels(
    desks: int, occupied: int, small_count: int, level: Level
) -> None:
    """By the share of desks in use; never more than quiet below what is protected."""
    assert level_of(an_hour(desks, Fraction(occupied)), small_count) is level


def test_nobody_is_told_from_few() -> None:
    """Whatever few people do in an hour of a protected space, its level is the same."""
    few = {level_of(an_hour(4, Fraction(n, 10)), 3) for n in range(30)}
    assert few == {Level.QUIET}
    assert level_of(an_hour(4, Fraction(30, 10)), 3) is not Level.QUIET


def test_of_what_little_is_known_there_is_no_level() -> None:
    """Unknown isn't quiet."""
    assert level_of(an_hour(8, Fraction(8), known=Fraction(79, 100)), 0) is Level.UNKNOWN
    assert level_of(an_hour(8, Fraction(), known=Fraction()), 0) is Level.UNKNOWN
    assert level_of(an_hour(8, Fraction(4), known=Fraction(80, 100)), 0) is Level.BUSY


def a_figure(
    value: Fraction | int, standing: Standing = Standing.FIGURE, known: int = 100
) -> Figure:
    """Make a figure of full hours."""
    exact = Fraction(value)
    coverage = Coverage(known, 100)
    ends = exact.numerator, exact.denominator
    return Figure(Indicator.FULL_HOURS, *ends, coverage, standing)


def test_a_week_is_told_from_as_many_desks_at_once_as_are_protected() -> None:
    """Nothing is protected with 0."""
    assert is_told(a_figure(3), 3)
    assert is_told(a_figure(0), 0)
    assert not is_told(a_figure(2), 3)


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [(0, 0, 1), (Fraction(99, 100), 0, 1), (1, 1, 5), (5, 5, 10), (19, 10, 20), (20, 20, None)],
)
def test_a_figure_lies_in_one_band(value: Fraction, low: int, high: int | None) -> None:
    """Its lower limit belongs to it, its upper to the next."""
    above = None if high is None else Fraction(high)
    assert band_of(a_figure(value), FULL_HOURS_LIMITS) == Band(Fraction(low), above)


def test_of_a_lower_bound_the_band_is_open() -> None:
    """What was not seen can only add to it; below the first limit nothing is known."""
    seen = a_figure(7, Standing.AT_LEAST)
    assert band_of(seen, FULL_HOURS_LIMITS) == Band(Fraction(5), None)
    assert band_of(a_figure(0, Standing.AT_LEAST), FULL_HOURS_LIMITS) is None
    for standing in (Standing.NOT_RELIABLE, Standing.NONE, Standing.WITHHELD):
        assert band_of(a_figure(7, standing), UTILISATION_LIMITS) is None


def test_usual_is_the_median_of_the_weeks_that_are_known() -> None:
    """Of an even number the middle between both."""
    figures = [a_figure(n) for n in (9, 1, 3)]
    assert usual_of(figures) == Usual(Fraction(3), 3)
    assert usual_of([*figures, a_figure(4)]) == Usual(Fraction(7, 2), 4)
    assert usual_of([*figures, a_figure(5, Standing.NOT_RELIABLE)]) == Usual(Fraction(3), 3)
    assert usual_of([]) == Usual(None, 0)


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [
        (a_figure(12), Verdict.MORE),
        (a_figure(11), Verdict.USUAL),
        (a_figure(9), Verdict.USUAL),
        (a_figure(8), Verdict.LESS),
        (a_figure(8, Standing.AT_LEAST, 94), Verdict.UNSURE),
        (a_figure(10, Standing.AT_LEAST, 94), Verdict.UNSURE),
        (a_figure(12, Standing.AT_LEAST, 94), Verdict.MORE),
        (a_figure(8, Standing.AT_LEAST, 95), Verdict.LESS),
        (a_figure(8, Standing.NOT_RELIABLE), Verdict.UNSURE),
    ],
)
def test_a_week_is_compared_as_far_as_it_is_known(figure: Figure, verdict: Verdict) -> None:
    """A tenth more or less is usual; what is a mere lower bound may be more."""
    assert verdict_of(figure, Usual(Fraction(10), 4)) is verdict


def test_three_weeks_say_nothing_usual() -> None:
    """It is said that these are too few."""
    for usual in (Usual(Fraction(10), 3), Usual(None, 0)):
        assert verdict_of(a_figure(10), usual) is Verdict.TOO_FEW
