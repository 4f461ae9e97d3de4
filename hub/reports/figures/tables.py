"""Figures of several spaces and of all together, exact, worked out side by side. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from hub.domain.indicators import OF_A_WEEK_CELL, PEAKS, Figure, Indicator, figures_of
from hub.domain.tally import Totals, over_spaces
from hub.domain.typical_week import DAY_HOURS, WeekCell, add_weeks, totals_of_cell
from hub.reports.model import DayPoint, HourPoint

Space = str | None
"""A space by its id; None is all together."""
Cells = Mapping[Space, Totals]
Table = Mapping[Space, tuple[Figure, ...]]


def exact(wanted: Sequence[Indicator], cells: Cells) -> Table:
    """Work out every figure as it is."""
    return {
        space: figures_of(totals, fitting(wanted, space, cells)) for space, totals in cells.items()
    }


def fitting(wanted: Sequence[Indicator], space: Space, cells: Cells) -> tuple[Indicator, ...]:
    """Leave out what can't be said of several spaces together."""
    is_one = space is not None or len(cells) <= 2
    return tuple(indicator for indicator in wanted if is_one or indicator not in PEAKS)


def with_all(by_space: Mapping[str, Totals]) -> Cells:
    """Put all spaces together in front of each."""
    cells: dict[Space, Totals] = {None: over_spaces(by_space.values())}
    cells.update(by_space)
    return cells


def weeks_of(weeks: Mapping[str, tuple[WeekCell, ...]]) -> Mapping[Space, tuple[HourPoint, ...]]:
    """Work out the typical week of each space and of all together."""
    every: dict[Space, tuple[WeekCell, ...]] = {None: add_weeks(weeks.values())}
    every.update(weeks)
    hours = [
        exact(OF_A_WEEK_CELL, {space: totals_of_cell(week[n]) for space, week in every.items()})
        for n in range(7 * DAY_HOURS)
    ]
    return {
        space: tuple(HourPoint(*divmod(n, DAY_HOURS), hour[space]) for n, hour in enumerate(hours))
        for space in every
    }


def days_together(series: Iterable[tuple[DayPoint, ...]]) -> tuple[DayPoint, ...]:
    """Add up the spaces that count on each local day, each by its own clock."""
    by_day: dict[date, list[Totals]] = {}
    for points in series:
        for point in points:
            by_day.setdefault(point.day, []).append(point.totals)
    return tuple(DayPoint(day, over_spaces(by_day[day])) for day in sorted(by_day))
