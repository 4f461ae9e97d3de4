"""A week of one space beside the weeks before it: two reports, and what is usual.

    week ─▶ ReportService ─▶ report of the week ──────────┐
    up to eight weeks before ─▶ report ─▶ week by week ─▶ median ─▶ WeekReview

It works no figure out by itself: those of the week are the report's own, and each week before is
summed from the days of a report as a period is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hub.domain.indicators import Figure, Indicator, figure_of
from hub.domain.iso_week import Week, week_of
from hub.domain.space import SpaceConfig
from hub.domain.tally import Totals, over_time
from hub.domain.week_bands import MOST_WEEKS, Hour, Level, Usual, is_told, level_of, usual_of
from hub.reports.model import DayPoint, HourPoint, Part, Place, Report, SpaceQuality
from hub.reports.request import ReportRequest
from hub.reports.service import ReportService

COMPARED: Final = (Indicator.UTILISATION, Indicator.FULL_HOURS, Indicator.VISITS)


@dataclass(frozen=True, slots=True)
class WeekReview:
    """A week, exact; who shows it keeps to `is_told` and `levels`."""

    week: Week
    report: Report
    """Of this space and this week, or the days of it that count."""
    usual: Mapping[Indicator, Usual]
    """Of COMPARED."""

    @property
    def place(self) -> Place:
        """The space."""
        return self.report.places[0]

    @property
    def part(self) -> Part:
        """The space's figures."""
        return self.report.spaces[0]

    @property
    def quality(self) -> SpaceQuality:
        """What the figures rest on."""
        return self.report.quality.spaces[0]

    @property
    def is_told(self) -> bool:
        """Whether figures of use may be told, or so few were there that they are protected."""
        return is_told(self.figure(Indicator.PEAK_OCCUPIED), self.place.small_count)

    def figure(self, indicator: Indicator) -> Figure:
        """Return a figure of the week."""
        return self.part.figure(indicator)

    def levels(self) -> tuple[Level, ...]:
        """Return how full each of the 168 hours was, from Monday 0:00 on."""
        return tuple(level_of(_hour(point), self.place.small_count) for point in self.part.week)


def _hour(point: HourPoint) -> Hour:
    return Hour(
        point.figure(Indicator.OPEN_HOURS),
        point.figure(Indicator.COVERAGE),
        point.figure(Indicator.UTILISATION),
        point.figure(Indicator.FULL_HOURS),
    )


def review_week(service: ReportService, space: SpaceConfig, week: Week) -> WeekReview:
    """Look at a week that is over, and at up to eight before it.

    Raises ReportRefused, ReportServiceBusy, StoreUnavailable and BookUnavailable.
    """
    with service.permit():
        report = service.build(_request(space, week, week))
        weeks = list(_weeks_before(space, week))
        days = () if not weeks else _days(service, space, weeks)
    usual = {each: usual_of(_by_week(days, each)) for each in COMPARED}
    return WeekReview(week, report, usual)


def _request(space: SpaceConfig, first: Week, last: Week) -> ReportRequest:
    """Ask for whole weeks, without days before anything counted."""
    begin = max(first.first, space.since) if space.since <= last.last else first.first
    return ReportRequest((space.id,), begin, last.last)


def _weeks_before(space: SpaceConfig, week: Week) -> Iterator[Week]:
    """Yield the weeks to compare with, of which every day counts, oldest first."""
    earlier = (week.later(-n) for n in range(MOST_WEEKS, 0, -1))
    return (each for each in earlier if each.first >= space.since)


def _days(service: ReportService, space: SpaceConfig, weeks: Sequence[Week]) -> Sequence[DayPoint]:
    return service.build(_request(space, weeks[0], weeks[-1])).spaces[0].days


def _by_week(days: Sequence[DayPoint], indicator: Indicator) -> list[Figure]:
    """Work one figure out for each week in which the space was open."""
    by_week: dict[Week, list[Totals]] = {}
    for point in days:
        by_week.setdefault(week_of(point.day), []).append(point.totals)
    summed = [over_time(totals) for totals in by_week.values()]
    return [figure_of(indicator, totals) for totals in summed if totals.open.desk_slots]
