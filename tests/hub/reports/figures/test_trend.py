"""How figures went on: by weeks, by months, cut at the ends of the period."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from hub.domain.indicators import Indicator
from hub.reports.figures.trend import LONGEST_BY_WEEK, trend_of
from hub.reports.period import Period
from tests.hub.reports.made_reports import days_of, hours

SUNDAY = date(2026, 2, 1)


LENGTHS = [(9, 3, 7), (LONGEST_BY_WEEK, 28, 7), (LONGEST_BY_WEEK + 1, 7, 31)]


@pytest.mark.parametrize(("day_count", "points", "longest"), LENGTHS)
def test_half_a_year_goes_by_weeks_and_more_by_months(
    day_count: int, points: int, longest: int
) -> None:
    """Every day is in one of them, and their sums are those of the period."""
    days = days_of(*(hours(1, 3),) * day_count, first=SUNDAY)
    period = Period(SUNDAY, SUNDAY + timedelta(days=day_count - 1))
    trend = trend_of(period, days)
    assert len(trend) == points
    assert sum(point.period.day_count for point in trend) == day_count
    assert max(point.period.day_count for point in trend) == longest
    assert {point.figure(Indicator.UTILISATION).value for point in trend} == {Fraction(1, 4)}


def test_nothing_has_no_trend() -> None:
    """As in a public edition."""
    assert trend_of(Period(SUNDAY, SUNDAY), ()) == ()
