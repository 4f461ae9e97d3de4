"""Builds a report out of a store: reads, sums, works out. The only place that puts these together.

    resolve ─▶ read each space over the period and both periods beside it ─▶ tables ─▶ parts,
    ranking, method, quality ─▶ Report

It reads history and the audit's records, and never live memory. Its figures are exact and stay in
the office; what is for the public is made in public_build.py, and not of these.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from contract.times import to_us
from hub.config import HubConfig
from hub.domain.calendar import Calendar
from hub.domain.calendar_change import CalendarCorrection
from hub.domain.calendar_id import calendar_id
from hub.domain.indicators import OF_ONE_SPACE
from hub.domain.metric_dictionary import METRICS
from hub.domain.sign_doubt import SignDoubt, WithoutSign, without_sign
from hub.domain.space import SpaceConfig
from hub.reports.figures.findings import with_findings
from hub.reports.figures.fingerprint import Fingerprint
from hub.reports.figures.quality import agent_qualities, frozen_days, space_quality
from hub.reports.figures.slot_reader import Progress, SpaceReading, read_spaces
from hub.reports.figures.tables import Space, days_together, exact, weeks_of, with_all
from hub.reports.figures.targets import goals_of
from hub.reports.model import (
    RANKED_BY,
    Comparison,
    DayPoint,
    Method,
    Part,
    Place,
    Quality,
    Rank,
    Report,
    Target,
)
from hub.reports.period import Period
from hub.reports.request import ReportRequest, Scope, resolve
from hub.stores.history_protocol import HistoryReader, is_settled
from hub.stores.protocol import StoreReader


def method_of(version: str, fingerprint: Fingerprint | None) -> Method:
    """Name what is needed to recompute a report."""
    return Method(
        metrics=tuple((metric.id, metric.version) for metric in METRICS),
        software_version=version,
        fingerprint=None if fingerprint is None else fingerprint.text(),
        earlier_fingerprints=() if fingerprint is None else fingerprint.earlier_forms(),
    )


def ranking_of(parts: Sequence[Part]) -> tuple[Rank, ...]:
    """Rank spaces, highest first; equals share a place, and keep the order given.

    Spaces whose figure may not be printed come last, without a place.
    """
    figures = [(part.space or "", part.figure(RANKED_BY)) for part in parts]
    valued = [(space, figure, figure.value) for space, figure in figures]
    ranked = sorted(
        ((space, figure, value) for space, figure, value in valued if value is not None),
        key=lambda rank: -rank[2],
    )
    values = [value for _, _, value in ranked]
    return (
        *(Rank(values.index(value) + 1, space, figure) for space, figure, value in ranked),
        *(Rank(None, space, figure) for space, figure, value in valued if value is None),
    )


def is_of_all_spaces(config: HubConfig, request: ReportRequest, count: int) -> bool:
    """Tell whether a report on so many spaces is about all, so that their targets are its own."""
    return not request.spaces or count == len(config.spaces)


def parts_of(period: Period, read: Sequence[SpaceReading]) -> tuple[Part, tuple[Part, ...]]:
    """Work out all spaces together, and each."""
    table = exact(OF_ONE_SPACE, with_all({reading.config.id: reading.totals for reading in read}))
    weeks = weeks_of({reading.config.id: reading.gathered.week for reading in read})
    previous = _compared(period.previous(), period, read)
    year_before = _compared(period.year_before(), period, read)
    days: dict[Space, tuple[DayPoint, ...]] = {
        reading.config.id: reading.gathered.days for reading in read
    }
    days[None] = days_together(tuple(days.values()))

    def part(space: Space) -> Part:
        return Part(
            space=space,
            figures=table[space],
            previous=previous.get(space),
            year_before=year_before.get(space),
            days=days[space],
            week=weeks[space],
        )

    return part(None), tuple(part(reading.config.id) for reading in read)


def _compared(
    period: Period, with_period: Period, read: Sequence[SpaceReading]
) -> Mapping[Space, Comparison]:
    counting = [reading for reading in read if period in reading.beside]
    if not counting:
        return {}
    totals = {reading.config.id: reading.beside[period] for reading in counting}
    unbroken = {reading.config.id for reading in counting if reading.counted == with_period}
    return {
        space: Comparison(
            period=period,
            spaces=tuple(totals) if space is None else (space,),
            is_like_for_like=(len(unbroken) == len(read) if space is None else space in unbroken),
            figures=figures,
        )
        for space, figures in exact(OF_ONE_SPACE, with_all(totals)).items()
    }


def place_of(read: SpaceReading) -> Place:
    """Describe a space that the report is about."""
    totals = read.totals
    return Place(
        id=read.config.id,
        name=read.config.name,
        timezone=read.config.timezone,
        since=read.config.since,
        counted_from=read.counted.first,
        desk_count=max(totals.open.most_desks, totals.closed.most_desks),
        has_opening_hours=read.config.opening is not None,
        counts_visits=any(door.counts for door in read.config.doors),
        small_count=read.config.small_count,
    )


@dataclass(frozen=True, slots=True)
class Sources:
    """What a report is read from."""

    history: HistoryReader
    events: StoreReader
    doubts: Sequence[SignDoubt] = ()
    """Of desks, for want of a sign; out of the book."""
    corrections: Sequence[CalendarCorrection] = ()
    """Of calendars, after days were over; out of the book."""


def build_report(
    config: HubConfig,
    sources: Sources,
    request: ReportRequest,
    now: datetime,
    *,
    version: str,
    targets: Sequence[Target] = (),
    progress: Progress = lambda _done, _all: None,
    reads_all: bool = False,
) -> Report:
    """Build the report that is asked for; `now` only decides which days are over.

    `reads_all`: out of single slots, also where sums of days are there.
    Raises ReportRefused, naming the field of the request, and StoreUnavailable.
    """
    scope = resolve(config.spaces, request, now)
    fingerprint = Fingerprint(version)
    read = read_spaces(scope, sources.history, fingerprint, progress, reads_all=reads_all)
    doubtful = tuple(_without_sign(sources.doubts, read))
    fingerprint.without_sign(doubtful)
    together, spaces = parts_of(scope.period, read)
    is_region = is_of_all_spaces(config, request, len(read))
    report = Report(
        request=replace(request, spaces=tuple(reading.config.id for reading in read)),
        period=scope.period,
        places=tuple(place_of(reading) for reading in read),
        together=together,
        spaces=spaces,
        ranking=ranking_of(spaces),
        goals=tuple(
            goals_of(
                [target for target in targets if is_region or target.space is not None],
                together,
                spaces,
            )
        ),
        quality=replace(
            _quality(scope, read, spaces, sources),
            unsettled=_unsettled(scope, sources.history),
            without_sign=doubtful,
            calendar_corrections=tuple(_corrections(scope, sources)),
        ),
        method=method_of(version, fingerprint),
    )
    return with_findings(report)


def beside_slots(scope: Scope, sources: Sources) -> Hashable:
    """Return all that a report is made of beside slots and configuration."""
    ids = tuple(space.id for space in scope.spaces)
    return (
        sources.history.deleted_until_us(),
        tuple(_is_calendar_applied(space, sources.history) for space in scope.spaces),
        agent_qualities(sources.events.epochs(), ids),
        _unsettled(scope, sources.history),
        tuple(doubt for doubt in sources.doubts if doubt.space in ids),
        tuple(_corrections(scope, sources)),
    )


def _unsettled(scope: Scope, history: HistoryReader) -> tuple[str, ...]:
    """Name the spaces of which slots of the period are still to be made, or made anew."""
    ends_us = {
        space.id: to_us(Calendar(space).span_of(scope.period.last).end) for space in scope.spaces
    }
    return tuple(
        space for space, end_us in ends_us.items() if not is_settled(history, space, end_us)
    )


def _corrections(scope: Scope, sources: Sources) -> Iterator[CalendarCorrection]:
    """Yield those by which figures of the period may be others than before."""
    ids = {space.id for space in scope.spaces}
    last = scope.period.last
    return (each for each in sources.corrections if each.space in ids and each.first <= last)


def _without_sign(
    doubts: Sequence[SignDoubt], read: Sequence[SpaceReading]
) -> Iterator[WithoutSign]:
    for reading in read:
        calendar, counted = reading.gathering.calendar, reading.counted
        from_us = to_us(calendar.span_of(counted.first).start)
        until_us = to_us(calendar.span_of(counted.last).end)
        yield from without_sign(doubts, reading.config.id, from_us, until_us)


def _quality(
    scope: Scope,
    read: Sequence[SpaceReading],
    parts: Sequence[Part],
    sources: Sources,
) -> Quality:
    deleted_until_us = sources.history.deleted_until_us()
    spaces = tuple(
        space_quality(
            part,
            reading.gathered.absent_slot_count,
            frozen_days(deleted_until_us, reading.gathering.calendar, reading.counted),
            is_calendar_applied=_is_calendar_applied(reading.config, sources.history),
        )
        for reading, part in zip(read, parts, strict=True)
    )
    ids = tuple(space.id for space in scope.spaces)
    agents = agent_qualities(sources.events.epochs(), ids)
    return Quality(spaces, agents)


def _is_calendar_applied(space: SpaceConfig, history: HistoryReader) -> bool:
    rolled = history.rolled(space.id)
    return rolled is not None and rolled.calendar == calendar_id(space)
