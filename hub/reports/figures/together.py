"""The daily series of several spaces together. Pure."""

from collections.abc import Iterable
from datetime import date

from hub.domain.tally import Totals, over_spaces
from hub.reports.model import DayPoint


def days_together(series: Iterable[tuple[DayPoint, ...]]) -> tuple[DayPoint, ...]:
    """Add up the spaces that count on each local day, each by its own clock."""
    by_day: dict[date, list[Totals]] = {}
    for points in series:
        for point in points:
            by_day.setdefault(point.day, []).append(point.totals)
    return tuple(DayPoint(day, over_spaces(by_day[day])) for day in sorted(by_day))
