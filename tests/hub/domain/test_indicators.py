"""Each indicator by the table of docs/figures.md, worked out by hand from sums that all differ."""

from fractions import Fraction

import pytest

from hub.domain.days import Peak
from hub.domain.indicators import (
    HOUR_US,
    OF_A_WEEK_CELL,
    OF_ONE_SPACE,
    PEAKS,
    Coverage,
    Indicator,
    Standing,
    Unit,
    figure_of,
    figures_of,
)
from hub.domain.slots import SLOT_US
from hub.domain.tally import Tally, Totals

SECOND_US = 1_000_000
OPEN = Tally(
    slots=40,
    desk_slots=200,
    occupied_us=61_000 * SECOND_US,
    free_us=113_000 * SECOND_US,
    unknown_us=6_000 * SECOND_US,
    used_known_us=90_000 * SECOND_US,
    served_slots=39,
    full_us=7_000 * SECOND_US,
    not_full_us=27_000 * SECOND_US,
    door_slots=38,
    doors_known_us=33_000 * SECOND_US,
    arrivals=53,
    departures=51,
    turn_backs=17,
    demand_slots=37,
    demand_known_us=30_000 * SECOND_US,
    turn_backs_full=5,
    turn_backs_partly_full=3,
)
CLOSED = Tally(
    slots=56,
    desk_slots=280,
    occupied_us=9_000 * SECOND_US,
    free_us=240_000 * SECOND_US,
    unknown_us=3_000 * SECOND_US,
    door_slots=55,
    doors_known_us=48_000 * SECOND_US,
    arrivals=2,
    turn_backs=1,
)
TOTALS = Totals(OPEN, CLOSED, desk_days=11, peak=Peak(4, 123_456, 5))

DESKS = Coverage(174_000 * SECOND_US, 180_000 * SECOND_US)
CLOSED_DESKS = Coverage(249_000 * SECOND_US, 252_000 * SECOND_US)
FULLNESS = Coverage(34_000 * SECOND_US, 35_100 * SECOND_US)
DOORS = Coverage(81_000 * SECOND_US, 83_700 * SECOND_US)
DEMAND = Coverage(30_000 * SECOND_US, 33_300 * SECOND_US)
FIGURE, AT_LEAST = Standing.FIGURE, Standing.AT_LEAST

BY_HAND = {
    Indicator.OPEN_HOURS: (Fraction(10), Unit.HOURS, None, FIGURE),
    Indicator.DESK_HOURS_OFFERED: (Fraction(50), Unit.HOURS, None, FIGURE),
    Indicator.DESK_HOURS_OCCUPIED: (Fraction(61, 1) * 10 / 36, Unit.HOURS, DESKS, AT_LEAST),
    Indicator.COVERAGE: (Fraction(174, 180), Unit.RATIO, None, FIGURE),
    Indicator.UTILISATION: (Fraction(61, 174), Unit.RATIO, DESKS, FIGURE),
    Indicator.FREQUENCY: (Fraction(90, 174), Unit.RATIO, DESKS, FIGURE),
    Indicator.FULLNESS: (Fraction(61, 90), Unit.RATIO, DESKS, FIGURE),
    Indicator.PEAK_OCCUPIED: (Fraction(4), Unit.COUNT, DESKS, AT_LEAST),
    Indicator.PEAK_UTILISATION: (Fraction(4, 5), Unit.RATIO, DESKS, FIGURE),
    Indicator.FULL_HOURS: (Fraction(70, 36), Unit.HOURS, FULLNESS, AT_LEAST),
    Indicator.FULL_SHARE: (Fraction(7, 34), Unit.RATIO, FULLNESS, FIGURE),
    Indicator.DESK_DAYS: (Fraction(11), Unit.COUNT, DESKS, AT_LEAST),
    Indicator.VISITS: (Fraction(55), Unit.COUNT, DOORS, AT_LEAST),
    Indicator.TURN_BACKS: (Fraction(18), Unit.COUNT, DOORS, AT_LEAST),
    Indicator.TURN_BACKS_FULL: (Fraction(5), Unit.COUNT, DEMAND, AT_LEAST),
    Indicator.TURN_BACKS_PARTLY_FULL: (Fraction(3), Unit.COUNT, DEMAND, AT_LEAST),
    Indicator.OUT_OF_HOURS_DESK_HOURS: (Fraction(9 * 10, 36), Unit.HOURS, CLOSED_DESKS, AT_LEAST),
}


@pytest.mark.parametrize("indicator", Indicator)
def test_each_formula_by_hand(indicator: Indicator) -> None:
    """Value, unit, coverage, standing: below a coverage of 1 an amount is a lower bound."""
    figure = figure_of(indicator, TOTALS)
    told = (figure.value, figure.unit, figure.coverage, figure.standing)
    assert told == BY_HAND[indicator]
    assert figure.slot_us == (123_456 if indicator in PEAKS else None)
    assert not figure.is_rounded


@pytest.mark.parametrize(
    ("indicator", "standing"),
    [
        (Indicator.OPEN_HOURS, Standing.FIGURE),
        (Indicator.DESK_HOURS_OFFERED, Standing.FIGURE),
        (Indicator.DESK_HOURS_OCCUPIED, Standing.FIGURE),
        (Indicator.COVERAGE, Standing.NONE),
        (Indicator.UTILISATION, Standing.NONE),
        (Indicator.FREQUENCY, Standing.NONE),
        (Indicator.FULLNESS, Standing.NONE),
        (Indicator.PEAK_OCCUPIED, Standing.NONE),
        (Indicator.PEAK_UTILISATION, Standing.NONE),
        (Indicator.FULL_HOURS, Standing.FIGURE),
        (Indicator.FULL_SHARE, Standing.NONE),
        (Indicator.DESK_DAYS, Standing.FIGURE),
        (Indicator.VISITS, Standing.NONE),
        (Indicator.TURN_BACKS, Standing.NONE),
        (Indicator.TURN_BACKS_FULL, Standing.NONE),
        (Indicator.TURN_BACKS_PARTLY_FULL, Standing.NONE),
        (Indicator.OUT_OF_HOURS_DESK_HOURS, Standing.FIGURE),
    ],
)
def test_of_nothing_there_are_no_hours_and_no_ratio(
    indicator: Indicator, standing: Standing
) -> None:
    """0 hours are true where nothing was open; a ratio of nothing, and 0 visits, would be lies."""
    figure = figure_of(indicator, Totals())
    assert figure.standing is standing
    assert figure.value == (0 if standing is Standing.FIGURE else None)


def test_a_share_of_desks_that_were_never_used_is_no_figure() -> None:
    """All is known, and fullness would still divide by nothing."""
    unused = Totals(Tally(slots=1, desk_slots=1, free_us=SLOT_US))
    assert figure_of(Indicator.FULLNESS, unused).standing is Standing.NONE
    assert figure_of(Indicator.UTILISATION, unused).value == 0


@pytest.mark.parametrize(
    ("known", "standing"),
    [
        (79, Standing.NOT_RELIABLE),
        (80, Standing.AT_LEAST),
        (99, Standing.AT_LEAST),
        (100, Standing.FIGURE),
        (101, Standing.FIGURE),
    ],
)
def test_hours_by_their_coverage(known: int, standing: Standing) -> None:
    """From 80 % on it is a lower bound, and a figure once nothing is missing."""
    percent_us = SLOT_US // 100
    open_ = Tally(slots=1, desk_slots=1, occupied_us=known * percent_us)
    assert figure_of(Indicator.DESK_HOURS_OCCUPIED, Totals(open_)).standing is standing


def test_without_a_peak_both_its_numbers_are_0() -> None:
    """They stand in the JSON, behind a value that isn't there."""
    for indicator in PEAKS:
        assert figure_of(indicator, Totals()).numerator == 0
    assert figure_of(Indicator.PEAK_UTILISATION, Totals()).denominator == 0


def test_a_coverage_of_nothing_has_no_ratio() -> None:
    """It is neither 0 nor 1."""
    assert Coverage(0, 0).ratio is None
    assert Coverage(1, 4).ratio == Fraction(1, 4)


def test_figures_come_in_the_order_they_were_asked_for() -> None:
    """By default that is the order of the tables: every indicator."""
    assert [figure.indicator for figure in figures_of(TOTALS)] == [*Indicator]
    wanted = (Indicator.VISITS, Indicator.OPEN_HOURS)
    assert [figure.indicator for figure in figures_of(TOTALS, wanted)] == [*wanted]
    assert tuple(Indicator) == OF_ONE_SPACE
    assert OF_A_WEEK_CELL == (
        Indicator.OPEN_HOURS,
        Indicator.COVERAGE,
        Indicator.UTILISATION,
        Indicator.FULL_HOURS,
    )


def test_an_hour_has_3600_seconds() -> None:
    """What every figure in hours is divided by."""
    assert HOUR_US == 60 * 60 * SECOND_US


def test_the_words_are_those_of_the_published_contract() -> None:
    """Whoever reads a report's JSON compares with these."""
    assert [*Indicator] == [
        "open_hours",
        "desk_hours_offered",
        "desk_hours_occupied",
        "coverage",
        "utilisation",
        "frequency",
        "fullness",
        "peak_occupied",
        "peak_utilisation",
        "full_hours",
        "full_share",
        "desk_days",
        "visits",
        "turn_backs",
        "turn_backs_full",
        "turn_backs_partly_full",
        "out_of_hours_desk_hours",
    ]
    assert [*Unit] == ["h", "count", "ratio"]
    assert [*Standing] == ["figure", "at_least", "not_reliable", "none", "withheld"]
