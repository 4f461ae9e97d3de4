"""Public figures by hand: sums and quotients of cells, and what stands where there is none."""

from fractions import Fraction

import pytest

from hub.domain.indicators import Coverage, Figure, Indicator, Standing
from hub.domain.published_cells import Amount, MonthCells, Withheld
from hub.reports.figures.public_figures import NEVER_TOLD, public_figures

HOUR_S = 3600
HOUR_US = 3_600_000_000


def told(**changes: int) -> MonthCells:
    """Tell a month: 1,000 desk-hours offered, all known, 300 used, in 200 hours of opening."""
    hours = {
        "open_s": 200,
        "served_s": 200,
        "offered_s": 1000,
        "doors_s": 700,
        "known_s": 1000,
        "occupied_s": 300,
        "used_s": 600,
        "full_s": 20,
        "not_full_s": 180,
        "doors_known_s": 700,
    }
    counts = {"desks": 5, "desk_days": 80, "arrivals": 90, "turn_backs": 5}
    amounts = {Amount(name): value * HOUR_S for name, value in (hours | changes).items()}
    amounts |= {Amount(name): changes.get(name, value) for name, value in counts.items()}
    return MonthCells(amounts, None, 3)


def hidden(**calendar: int) -> MonthCells:
    """Withhold a month of as many hours."""
    hours = {"open_s": 200, "served_s": 200, "offered_s": 1000, "doors_s": 700} | calendar
    amounts = {Amount(name): value * HOUR_S for name, value in hours.items()}
    return MonthCells(amounts | {Amount.DESKS: 5}, Withheld.FEW, 3)


def figures(*months: MonthCells, is_one_space: bool = True) -> dict[Indicator, Figure]:
    """Work them out."""
    made = public_figures(months, is_one_space=is_one_space)
    return {figure.indicator: figure for figure in made}


@pytest.mark.parametrize(
    ("indicator", "value"),
    [
        (Indicator.OPEN_HOURS, 400),
        (Indicator.DESK_HOURS_OFFERED, 2000),
        (Indicator.DESK_HOURS_OCCUPIED, 600),
        (Indicator.COVERAGE, 1),
        (Indicator.UTILISATION, Fraction(3, 10)),
        (Indicator.FREQUENCY, Fraction(3, 5)),
        (Indicator.FULLNESS, Fraction(1, 2)),
        (Indicator.FULL_HOURS, 40),
        (Indicator.FULL_SHARE, Fraction(1, 10)),
        (Indicator.DESK_DAYS, 160),
        (Indicator.VISITS, 180),
        (Indicator.TURN_BACKS, 10),
    ],
)
def test_amounts_are_sums_and_ratios_their_quotients(indicator: Indicator, value: Fraction) -> None:
    """Of two months alike."""
    figure = figures(told(), told())[indicator]
    assert (figure.value, figure.standing) == (value, Standing.FIGURE)


def test_a_ratio_is_no_mean_of_ratios() -> None:
    """A month of 30 % of 1,000 hours and one of 60 % of 500 make 40 %."""
    small = told(offered_s=500, known_s=500)
    assert figures(told(), small)[Indicator.UTILISATION].value == Fraction(600, 1500)


def test_what_is_withheld_is_in_no_figure_of_use() -> None:
    """And what the calendar gives is of all months."""
    made = figures(told(), hidden())
    assert made[Indicator.OPEN_HOURS].value == 400
    assert made[Indicator.DESK_HOURS_OCCUPIED].value == 300
    assert made[Indicator.UTILISATION].coverage == Coverage(1000 * HOUR_US, 1000 * HOUR_US)


def test_where_nothing_is_told_nothing_stands_behind() -> None:
    """No sum, no coverage: only what the calendar gives."""
    made = figures(hidden())
    values = {indicator for indicator, figure in made.items() if figure.value is not None}
    assert values == {Indicator.OPEN_HOURS, Indicator.DESK_HOURS_OFFERED}
    others = [figure for indicator, figure in made.items() if indicator not in values]
    assert {(each.numerator, each.denominator, each.coverage) for each in others} == {(0, 0, None)}
    assert {each.standing for each in others} == {Standing.WITHHELD}


@pytest.mark.parametrize("indicator", NEVER_TOLD)
def test_what_no_cell_is_of_is_never_told(indicator: Indicator) -> None:
    """Peaks, use outside of opening hours, turn-backs while full."""
    assert figures(told())[indicator].standing is Standing.WITHHELD


@pytest.mark.parametrize(
    ("indicator", "months"),
    [
        (Indicator.DESK_HOURS_OCCUPIED, hidden(offered_s=0, open_s=0, served_s=0)),
        (Indicator.UTILISATION, hidden(offered_s=0, open_s=0, served_s=0)),
        (Indicator.VISITS, hidden(doors_s=0)),
    ],
)
def test_where_nothing_was_offered_nothing_is_protected(
    indicator: Indicator, months: MonthCells
) -> None:
    """A space that was never open hides nobody, nor does one without a counting door."""
    assert figures(months)[indicator].standing is Standing.NONE


@pytest.mark.parametrize(
    ("known", "standing"), [(799, Standing.NOT_RELIABLE), (800, Standing.AT_LEAST)]
)
def test_below_80_percent_nothing_is_printed(known: int, standing: Standing) -> None:
    """Of what is told; from there on amounts are lower bounds."""
    made = figures(told(known_s=known))
    assert made[Indicator.DESK_HOURS_OCCUPIED].standing is standing
    assert made[Indicator.FULL_HOURS].standing is standing
    assert made[Indicator.FULL_SHARE].coverage == made[Indicator.UTILISATION].coverage


@pytest.mark.parametrize(("known", "standing"), [(559, "not_reliable"), (560, "at_least")])
def test_visits_are_as_sure_as_the_doors(known: int, standing: str) -> None:
    """Whose time is that of the whole day."""
    assert figures(told(doors_known_s=known))[Indicator.VISITS].standing == standing


def test_several_spaces_have_no_peak() -> None:
    """Not even a protected one."""
    made = figures(told(), told(), is_one_space=False)
    assert Indicator.PEAK_OCCUPIED not in made
    assert Indicator.PEAK_OCCUPIED in figures(told())


def test_digits_beyond_the_steps_are_not_printed() -> None:
    """What comes of rounded amounts is marked, what the calendar gives isn't."""
    made = figures(told())
    assert made[Indicator.UTILISATION].is_rounded
    assert not made[Indicator.DESK_HOURS_OFFERED].is_rounded


def test_nothing_to_be_full_of_is_no_share() -> None:
    """Where full and not full round to nothing there is nothing to divide by."""
    made = figures(told(full_s=0, not_full_s=0))
    assert made[Indicator.FULL_SHARE].standing is Standing.NONE
