"""Hours of the typical week that stand out: when spaces are full, when they are used most. Pure.

Both are found in the same way. The highest hour, and its neighbours on the same weekday that have
at least half as much, are a stretch of hours; other weekdays belong to it that have at least half
as much in each of these hours. What is told is the share of the whole stretch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from hub.domain.indicators import HOUR_US, Figure, Indicator, Standing
from hub.domain.typical_week import DAY_HOURS
from hub.reports.finding import WeekTimes
from hub.reports.model import HourPoint

ENOUGH_HOURS: Final = 4
"""An hour of the week counts that was open so often: else one evening would speak for a month."""
LEAST_SHARE: Final = Fraction(1, 20)
_WEEKDAYS: Final = range(7)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the share of one hour of the week is a quotient of."""

    part: Fraction
    whole: Fraction
    is_bound: bool = False

    @property
    def share(self) -> Fraction:
        return self.part / self.whole


_Cells = Mapping[tuple[int, int], _Parts]


def full_times(week: Sequence[HourPoint]) -> WeekTimes | None:
    """Find when spaces are full most; None if they are in no hour for a twentieth of its time."""
    return _times({_at(point): cell for point in week if (cell := _fullness(point))})


def busiest_times(week: Sequence[HourPoint]) -> WeekTimes | None:
    """Find when desks are used most."""
    return _times({_at(point): cell for point in week if (cell := _use(point))})


def _at(point: HourPoint) -> tuple[int, int]:
    return point.weekday, point.hour


def _fullness(point: HourPoint) -> _Parts | None:
    full = point.figure(Indicator.FULL_HOURS)
    if full.value is None or not _is_open_often(point):
        return None
    opened = point.figure(Indicator.OPEN_HOURS).value or Fraction(1)
    return _Parts(full.value, opened, full.standing is Standing.AT_LEAST)


def _use(point: HourPoint) -> _Parts | None:
    use = point.figure(Indicator.UTILISATION)
    if use.value is None or not _is_open_often(point):
        return None
    return _Parts(_hours(use.numerator), _hours(use.denominator))


def _hours(us: int) -> Fraction:
    return Fraction(us, HOUR_US)


def _is_open_often(point: HourPoint) -> bool:
    opened: Figure = point.figure(Indicator.OPEN_HOURS)
    return (opened.value or 0) >= ENOUGH_HOURS


def _times(cells: _Cells) -> WeekTimes | None:
    if not cells:
        return None
    peak = max(cells, key=lambda at: (cells[at].share, -at[0], -at[1]))
    half = cells[peak].share / 2
    if cells[peak].share < LEAST_SHARE:
        return None
    hours = _stretch(cells, peak, half)
    weekdays = [day for day in _WEEKDAYS if _all_reach(cells, day, hours, half)]
    told = [cells[day, hour] for day in weekdays for hour in hours]
    return WeekTimes(
        weekdays=tuple(weekdays),
        first_hour=hours[0],
        end_hour=hours[-1] + 1,
        share=sum((cell.part for cell in told), Fraction()) / sum(cell.whole for cell in told),
        is_bound=any(cell.is_bound for cell in told),
    )


def _stretch(cells: _Cells, peak: tuple[int, int], least: Fraction) -> range:
    """Return the hours around the highest that follow each other and have enough."""
    weekday, first = peak
    last = first
    while first > 0 and _reaches(cells, weekday, first - 1, least):
        first -= 1
    while last + 1 < DAY_HOURS and _reaches(cells, weekday, last + 1, least):
        last += 1
    return range(first, last + 1)


def _all_reach(cells: _Cells, weekday: int, hours: range, least: Fraction) -> bool:
    return all(_reaches(cells, weekday, hour, least) for hour in hours)


def _reaches(cells: _Cells, weekday: int, hour: int, least: Fraction) -> bool:
    cell = cells.get((weekday, hour))
    return cell is not None and cell.share >= least
