"""How figures went on within a period: week by week, or month by month in a long one. Pure."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Final

from hub.domain.indicators import Indicator, figures_of
from hub.domain.tally import over_time
from hub.reports.finding import TrendPoint
from hub.reports.model import DayPoint
from hub.reports.period import Period

SHOWN: Final = (Indicator.UTILISATION, Indicator.FULL_SHARE, Indicator.COVERAGE)
LONGEST_BY_WEEK: Final = 27 * 7
"""A period of more days goes by months: half a year goes by weeks."""


def trend_of(period: Period, days: Sequence[DayPoint]) -> tuple[TrendPoint, ...]:
    """Sum up days that follow each other, by week from Monday on or by month."""
    step = _week if period.day_count <= LONGEST_BY_WEEK else _month
    groups = (list(group) for _, group in groupby(days, lambda point: step(point.day)))
    return tuple(
        TrendPoint(
            Period(group[0].day, group[-1].day),
            figures_of(over_time(point.totals for point in group), SHOWN),
        )
        for group in groups
    )


def _week(day: date) -> tuple[int, int]:
    year, week, _ = day.isocalendar()
    return year, week


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
