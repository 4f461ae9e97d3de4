"""Reports made of a few hours that a test names, by the formulas of every report."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from hub.domain.days import Peak
from hub.domain.indicators import HOUR_US, OF_A_WEEK_CELL, Indicator, figures_of
from hub.domain.slots import SLOT_US
from hub.domain.tally import Tally, Totals, over_spaces, over_time
from hub.reports.figures.build import method_of, ranking_of
from hub.reports.figures.findings import with_findings
from hub.reports.figures.fingerprint import Fingerprint
from hub.reports.figures.quality import Frozen, space_quality
from hub.reports.figures.targets import goals_of
from hub.reports.model import (
    Comparison,
    DayPoint,
    Goal,
    HourPoint,
    Part,
    Place,
    Quality,
    Report,
    SpaceQuality,
    Target,
)
from hub.reports.period import Period
from hub.reports.request import ReportRequest

FIRST = date(2026, 2, 2)
"""A Monday."""
NOTHING = Totals()


def hours(
    occupied: float = 0,
    free: float = 0,
    unknown: float = 0,
    *,
    full: float = 0,
    opened: float | None = None,
    outside: float = 0,
    turned: int = 0,
    visits: int | None = None,
) -> Totals:
    """Make totals of desk-hours; open for as long as desks are offered unless `opened` says."""
    whole = occupied + free + unknown
    opened = whole if opened is None else opened
    known = 1 - (unknown / whole if whole else 0)
    slots = round(opened * 4)
    full_us, served_us = _us(full), round(opened * HOUR_US * known)
    has_door = visits is not None
    tally = Tally(
        slots=slots,
        desk_slots=round(whole * 4),
        occupied_us=_us(occupied),
        free_us=_us(free),
        unknown_us=_us(unknown),
        used_known_us=_us(occupied),
        served_slots=slots,
        full_us=full_us,
        not_full_us=max(0, served_us - full_us),
        door_slots=slots if has_door else 0,
        doors_known_us=slots * SLOT_US if has_door else 0,
        arrivals=visits or 0,
        demand_slots=slots if has_door else 0,
        demand_known_us=slots * SLOT_US if has_door else 0,
        turn_backs_full=turned,
    )
    closed = Tally(desk_slots=round(outside * 4), occupied_us=_us(outside))
    return Totals(open=tally, closed=closed, peak=Peak(0, 1, 2))


def _us(told: float) -> int:
    return round(told * HOUR_US)


def days_of(*told: Totals, first: date = FIRST) -> tuple[DayPoint, ...]:
    """Let days follow each other."""
    return tuple(DayPoint(first + timedelta(days=n), each) for n, each in enumerate(told))


def week_of(cells: Mapping[tuple[int, int], Totals]) -> tuple[HourPoint, ...]:
    """Make a typical week of some hours; in all others nothing was ever open."""
    return tuple(
        HourPoint(day, hour, figures_of(cells.get((day, hour), NOTHING), OF_A_WEEK_CELL))
        for day in range(7)
        for hour in range(24)
    )


def comparison(period: Period, totals: Totals, *, is_like_for_like: bool = True) -> Comparison:
    """Make what was counted over another period."""
    return Comparison(period, ("hof",), is_like_for_like, figures_of(totals))


def a_report(
    spaces: Mapping[str, Sequence[DayPoint]],
    *,
    week: Sequence[HourPoint] = (),
    previous: Comparison | None = None,
    year_before: Comparison | None = None,
    targets: Sequence[Target] = (),
) -> Report:
    """Make a report of the days of each space, which are as many in each."""
    parts = tuple(_part(space, days) for space, days in spaces.items())
    every = tuple(
        DayPoint(points[0].day, over_spaces(point.totals for point in points))
        for points in zip(*spaces.values(), strict=True)
    )
    together = replace(
        _part(None, every),
        week=tuple(week) or week_of({}),
        previous=previous,
        year_before=year_before,
    )
    if len(parts) > 1:
        together = replace(
            together, figures=figures_of(over_spaces(_sum(each) for each in spaces.values()))
        )
    period = Period(every[0].day, every[-1].day)
    ids = tuple(spaces)
    return with_findings(
        Report(
            request=ReportRequest(ids, period.first, period.last),
            period=period,
            places=tuple(_place(space, period) for space in ids),
            together=together,
            spaces=parts,
            ranking=ranking_of(parts),
            goals=tuple(_goals(targets, together, parts)),
            quality=Quality(tuple(_quality(part) for part in parts), ()),
            method=method_of("1", Fingerprint("1")),
        )
    )


def _goals(targets: Sequence[Target], together: Part, parts: Sequence[Part]) -> Sequence[Goal]:
    return list(goals_of(targets, together, parts))


def _sum(days: Sequence[DayPoint]) -> Totals:
    return over_time(point.totals for point in days)


def _part(space: str | None, days: Sequence[DayPoint]) -> Part:
    figures = figures_of(_sum(days), tuple(Indicator))
    return Part(space, figures, None, None, tuple(days), week_of({}))


def _place(space: str, period: Period) -> Place:
    return Place(
        id=space,
        name=space.title(),
        timezone="Europe/Berlin",
        since=period.first,
        counted_from=period.first,
        desk_count=2,
        has_opening_hours=True,
        counts_visits=True,
        small_count=0,
    )


def _quality(part: Part) -> SpaceQuality:
    return space_quality(part, 0, Frozen(0, None), is_calendar_applied=True)
