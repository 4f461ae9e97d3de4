"""Public reports: nobody can tell from them what a single person did on one day."""

from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hub.domain.indicators import Figure, Indicator, Standing, Unit
from hub.reports.figures.build import build_report
from hub.reports.figures.disclosure_control import PASSAGES
from hub.reports.model import Report
from hub.reports.request import ReportRequest
from tests.hub.reports.kept import sources_of
from tests.hub.reports.months import (
    FIRST,
    LAST,
    PIECES,
    Month,
    a_month,
    slots_of_month,
    small_space,
    with_a_person,
)
from tests.hub.spaces import a_region, utc

NOW = utc(2026, 6, 1)
WHOLE_DAY = 24 * 4 * PIECES
STEPS = {
    # The smallest multiple of 5 that one person can't overstep in a day: open for 9 h, and four
    # to five desks.
    Indicator.DESK_HOURS_OCCUPIED: 10,
    Indicator.FULL_HOURS: 10,
    Indicator.DESK_DAYS: 5,
    Indicator.VISITS: PASSAGES,
    Indicator.TURN_BACKS: PASSAGES,
    Indicator.OUT_OF_HOURS_DESK_HOURS: 15,
}
TOLD_OR_WITHHELD = {Standing.FIGURE, Standing.AT_LEAST, Standing.WITHHELD}
NEVER_TOLD = {
    Indicator.PEAK_OCCUPIED,
    Indicator.PEAK_UTILISATION,
    Indicator.TURN_BACKS_FULL,
    Indicator.TURN_BACKS_PARTLY_FULL,
}


def public_report(*months: Month) -> Report:
    """Build the public report of February."""
    spaces = [month.space for month in months]
    kept = {month.space.id: slots_of_month(month) for month in months}
    request = ReportRequest((), FIRST, LAST, is_public=True)
    return build_report(a_region(*spaces), sources_of(kept, spaces), request, NOW, version="1")


def cells(report: Report) -> Iterator[tuple[tuple[object, ...], Figure]]:
    """Yield every cell of a report with its place."""
    for part in (report.together, *report.spaces):
        for figure in part.figures:
            yield (part.space, figure.indicator), figure
        for hour in part.week:
            for figure in hour.figures:
                yield (part.space, hour.weekday, hour.hour, figure.indicator), figure


def is_told_alike(one: Figure, other: Figure, *, in_week: bool) -> bool:
    """Tell whether two cells are the same but for one step of their rounding."""
    if one.coverage != other.coverage:
        return False
    if Standing.WITHHELD in (one.standing, other.standing):
        return {one.standing, other.standing} <= TOLD_OR_WITHHELD
    if one.value is None or other.value is None or one.standing is not other.standing:
        return one == other
    step = _step(one, in_week=in_week)
    return not one.value % step and not other.value % step and abs(one.value - other.value) <= step


def _step(figure: Figure, *, in_week: bool) -> Fraction:
    if figure.unit is Unit.RATIO:
        return Fraction(1, 20)
    return Fraction(5 if in_week else STEPS.get(figure.indicator, 5))


@settings(max_examples=5, deadline=None)
@example(seed=1, person=1, longest=WHOLE_DAY, desks=3, demand=0.5, unknown=0)
@example(seed=2, person=2, longest=WHOLE_DAY, desks=5, demand=0.2, unknown=0)
@example(seed=3, person=3, longest=WHOLE_DAY, desks=4, demand=0.9, unknown=0.1)
@example(seed=4, person=4, longest=WHOLE_DAY, desks=4, demand=0, unknown=0)
@given(
    seed=st.integers(0, 10**6),
    person=st.integers(0, 10**6),
    longest=st.sampled_from((1, 8 * 4 * PIECES, WHOLE_DAY)),
    desks=st.integers(3, 5),
    demand=st.sampled_from((0.02, 0.2, 0.5, 0.9)),
    unknown=st.sampled_from((0, 0, 0.1)),
)
def test_one_persons_day_changes_no_cell_by_more_than_a_step(
    *, seed: int, person: int, longest: int, desks: int, demand: float, unknown: float
) -> None:
    """Whoever knows all but one person's day learns nothing of it from the table."""
    space = a_month(small_space("bahnhof", desks, "09:00-18:00"), seed, demand, unknown)
    other = a_month(small_space("cafe", 4, "09:00-18:00"), seed + 1, 0.4, 0)
    without = public_report(space, other)
    with_one = public_report(with_a_person(space, person, longest), other)
    for (place, one), (_, another) in zip(cells(without), cells(with_one), strict=True):
        assert is_told_alike(one, another, in_week=len(place) > 2), (place, one, another)
    assert without.quality == with_one.quality
    assert without.method == with_one.method
    assert without.places == with_one.places


@pytest.fixture(scope="module")
def busy_report() -> Report:
    """Build the report of a space with one desk beside two larger ones."""
    busy = a_month(small_space("bahnhof", 8, "09:00-18:00"), 1, 0.5, 0.05)
    single = a_month(small_space("hof", 1, "09:00-18:00"), 2, 0.5, 0)
    third = a_month(small_space("cafe", 5, "09:00-18:00"), 3, 0.5, 0)
    return public_report(busy, single, third)


def test_every_number_is_round(busy_report: Report) -> None:
    """Amounts are multiples of 5, ratios of 5 %, and nothing stands behind a missing value."""
    for place, figure in cells(busy_report):
        if figure.value is None:
            assert (figure.numerator, figure.denominator) == (0, 0), place
        elif figure.unit is Unit.RATIO:
            assert (figure.value * 20).denominator == 1, place
        else:
            assert figure.value % 5 == 0, place
        if figure.coverage is not None:
            assert figure.coverage.whole == 20, place


def test_a_busy_space_has_its_figures(busy_report: Report) -> None:
    """Protection leaves something to read."""
    part = busy_report.part("bahnhof")
    told = {one.indicator for one in part.figures if one.value is not None}
    assert told >= {Indicator.UTILISATION, Indicator.DESK_HOURS_OCCUPIED, Indicator.VISITS}
    assert any(one.figure(Indicator.UTILISATION).value is not None for one in part.week)


def test_a_single_desk_tells_nothing_of_its_guest(busy_report: Report) -> None:
    """Where fewer than small_count desks were ever used at once, only the calendar speaks."""
    part = busy_report.part("hof")
    told = {one.indicator for one in part.figures if one.value is not None}
    assert told == {Indicator.OPEN_HOURS, Indicator.DESK_HOURS_OFFERED, Indicator.COVERAGE}


def test_the_total_does_not_tell_the_one_that_is_missing(busy_report: Report) -> None:
    """If one space is left out, the smallest other one is left out with it."""
    figures = [part.figure(Indicator.DESK_HOURS_OCCUPIED) for part in busy_report.spaces]
    standings = [figure.standing for figure in figures]
    assert standings == [Standing.AT_LEAST, Standing.WITHHELD, Standing.WITHHELD]
    assert busy_report.together.figure(Indicator.DESK_HOURS_OCCUPIED).value is not None


def test_what_has_no_bound_is_never_told(busy_report: Report) -> None:
    """Peaks say when, and turn-backs while full depend on everybody."""
    for place, figure in cells(busy_report):
        if figure.indicator in NEVER_TOLD:
            assert figure.value is None, place


def test_nothing_of_single_days_is_left(busy_report: Report) -> None:
    """No daily series, no days without figures, no agents, and no fingerprint to test guesses."""
    assert all(part.days == () for part in (busy_report.together, *busy_report.spaces))
    assert all(one.unreliable_days == () for one in busy_report.quality.spaces)
    assert busy_report.quality.agents == ()
    assert busy_report.method.fingerprint is None
