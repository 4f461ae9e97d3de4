"""Builds a public edition out of the table of published months, and of nothing else. Pure.

    resolve_published ─▶ the months of each space ─▶ figures, totals, comparisons, ranking ─▶ Report

It reads no store: whatever comes late, and whatever becomes of the calendar, the same table gives
the same figures. Of configuration there are names, time zones and the order of spaces.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from contract.times import from_us
from hub.config import HubConfig
from hub.domain.indicators import Coverage, Indicator
from hub.domain.localtime import day_of
from hub.domain.published_cells import Amount, MonthCells, PublishedMonth, is_late
from hub.domain.space import SpaceConfig
from hub.reports.figures.build import is_of_all_spaces, method_of, ranking_of
from hub.reports.figures.findings import with_findings
from hub.reports.figures.public_figures import public_figures
from hub.reports.figures.targets import goals_of
from hub.reports.model import (
    Comparison,
    Erratum,
    Part,
    Place,
    PublishedLate,
    Quality,
    Report,
    SpaceQuality,
    Target,
    Told,
)
from hub.reports.period import Period
from hub.reports.request import ReportRequest, Scope, resolve_published

_NOTHING = Coverage(0, 0)


def build_public_report(
    config: HubConfig,
    published: Sequence[PublishedMonth],
    request: ReportRequest,
    *,
    version: str,
    targets: Sequence[Target] = (),
) -> Report:
    """Build the report that is asked for. Raises ReportRefused, naming the field of the request."""
    scope = resolve_published(config.spaces, request, published)
    table = _Table(published)
    together, spaces = _parts(scope, table)
    chosen = [space for space in scope.spaces if table.months(space.id, scope.period)]
    report = Report(
        request=replace(request, spaces=tuple(space.id for space in chosen)),
        period=scope.period,
        places=tuple(_place(space, table.months(space.id, scope.period)) for space in chosen),
        together=together,
        spaces=spaces,
        ranking=ranking_of(spaces),
        goals=tuple(
            goals_of(
                [
                    target
                    for target in targets
                    if target.space is not None or is_of_all_spaces(config, request, len(chosen))
                ],
                together,
                spaces,
                is_exact=False,
            )
        ),
        quality=Quality(
            spaces=tuple(map(_quality, spaces)),
            agents=(),
            errata=tuple(_errata(chosen, table, scope.period)),
            published_late=tuple(_late(chosen, table, scope.period)),
        ),
        method=method_of(version, None),
    )
    return with_findings(report)


@dataclass(frozen=True, slots=True)
class _Table:
    """What is published, by space and month."""

    published: Sequence[PublishedMonth]

    def months(self, space: str, period: Period) -> list[PublishedMonth]:
        """Return a space's months of a period, in order."""
        return [
            each
            for each in self.published
            if each.space == space and period.first <= each.month <= period.last
        ]


def _cells(months: Iterable[PublishedMonth]) -> list[MonthCells]:
    return [month.cells for month in months]


def _parts(scope: Scope, table: _Table) -> tuple[Part, tuple[Part, ...]]:
    by_space = _by_space(scope.spaces, table, scope.period)
    before = scope.period.previous(), scope.period.year_before()
    beside = {period: _compared(scope, table, period, by_space) for period in before}

    def part(space: str | None, months: Mapping[str, Sequence[MonthCells]]) -> Part:
        every = [cells for of_space in months.values() for cells in of_space]
        previous, year_before = (beside[period].get(space) for period in before)
        return Part(
            space=space,
            figures=public_figures(every, is_one_space=len(months) == 1),
            previous=previous,
            year_before=year_before,
            days=(),
            week=(),
            told=_told(months),
        )

    return part(None, by_space), tuple(
        part(space, {space: months}) for space, months in by_space.items()
    )


def _by_space(
    spaces: Iterable[SpaceConfig], table: _Table, period: Period
) -> dict[str, list[MonthCells]]:
    by_space = {space.id: _cells(table.months(space.id, period)) for space in spaces}
    return {space: months for space, months in by_space.items() if months}


def _told(months: Mapping[str, Sequence[MonthCells]]) -> Told:
    told = {space: sum(cells.is_told for cells in of_space) for space, of_space in months.items()}
    return Told(
        space_count=sum(count > 0 for count in told.values()),
        of_space_count=len(months),
        month_count=sum(told.values()),
        of_month_count=sum(map(len, months.values())),
    )


def _compared(
    scope: Scope, table: _Table, period: Period, present: Mapping[str, Sequence[MonthCells]]
) -> Mapping[str | None, Comparison]:
    """Compare with a period, for those spaces of which all its months are published."""
    count = len(list(period.months()))
    then = {
        space: months
        for space, months in _by_space(scope.spaces, table, period).items()
        if len(months) == count
    }
    if not then:
        return {}
    alike = [space for space, months in then.items() if _are_all_told(months, present[space])]
    together = [cells for months in then.values() for cells in months]
    compared: dict[str | None, Comparison] = {
        None: Comparison(
            period=period,
            spaces=tuple(then),
            is_like_for_like=len(alike) == len(present),
            figures=public_figures(together, is_one_space=len(present) == 1),
        )
    }
    for space, months in then.items():
        figures = public_figures(months, is_one_space=True)
        compared[space] = Comparison(period, (space,), space in alike, figures)
    return compared


def _are_all_told(then: Sequence[MonthCells], now: Sequence[MonthCells]) -> bool:
    return all(cells.is_told for cells in (*then, *now))


def _place(space: SpaceConfig, months: Sequence[PublishedMonth]) -> Place:
    cells = _cells(months)
    return Place(
        id=space.id,
        name=space.name,
        timezone=space.timezone,
        since=space.since,
        counted_from=months[0].first,
        desk_count=max(each.count(Amount.DESKS) for each in cells),
        has_opening_hours=any(each.count(Amount.OPEN) for each in cells) or bool(space.opening),
        counts_visits=any(each.count(Amount.DOORS) for each in cells),
        small_count=max(each.small_count for each in cells),
    )


def _quality(part: Part) -> SpaceQuality:
    """Say what a space's published figures rest on; how it came about is the office's."""
    return SpaceQuality(
        space=part.space or "",
        coverage=part.figure(Indicator.UTILISATION).coverage or _NOTHING,
        closed_coverage=_NOTHING,
        doors_coverage=part.figure(Indicator.VISITS).coverage,
        absent_slot_count=0,
        unreliable_days=(),
        frozen_day_count=0,
        corrections_from=None,
        is_calendar_applied=True,
    )


def _errata(spaces: Iterable[SpaceConfig], table: _Table, period: Period) -> Iterable[Erratum]:
    for space in spaces:
        for each in table.months(space.id, period):
            if each.reason is not None:
                yield Erratum(space.id, each.month, _made_on(space, each), each.reason)


def _late(spaces: Iterable[SpaceConfig], table: _Table, period: Period) -> Iterable[PublishedLate]:
    """Name the months whose first edition may not be the first that there was."""
    for space in spaces:
        late: dict[date, list[date]] = {}
        for each in table.months(space.id, period):
            if each.reason is None and is_late(each.month, day := _made_on(space, each)):
                late.setdefault(day, []).append(each.month)
        for day, months in sorted(late.items()):
            yield PublishedLate(space.id, day, tuple(months))


def _made_on(space: SpaceConfig, month: PublishedMonth) -> date:
    return day_of(from_us(month.at_us), ZoneInfo(space.timezone))
