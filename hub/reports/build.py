"""Builds a report out of a store: reads, sums, works out. The only place that puts these together.

    resolve ─▶ gather each space over the period and both periods beside it ─▶ tables ─▶ Report

It reads history and the audit's records, and never live memory.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from hub.config import HubConfig
from hub.domain.indicators import OF_ONE_SPACE
from hub.domain.space import SpaceConfig
from hub.domain.tally import Totals, over_time
from hub.reports.asked import Asked, resolve
from hub.reports.fingerprint import Fingerprint
from hub.reports.gather import Gathered, Gathering
from hub.reports.goals import goals_of
from hub.reports.method import method_of
from hub.reports.model import (
    Comparison,
    DayPoint,
    Part,
    Place,
    Quality,
    Report,
    Request,
    Target,
)
from hub.reports.period import Period
from hub.reports.public import Protection
from hub.reports.quality import agent_qualities, frozen_days, space_quality
from hub.reports.ranking import ranking_of
from hub.reports.tables import Space, Working, exact, weeks_of, with_all
from hub.reports.together import days_together
from hub.rollup import calendar_id
from hub.stores.history import HistoryReader
from hub.stores.protocol import StoreReader

Progress = Callable[[int, int], None]
"""Called with how many days of spaces are read, and how many there are."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What a report is read from."""

    history: HistoryReader
    events: StoreReader


def build_report(
    config: HubConfig,
    sources: Sources,
    request: Request,
    now: datetime,
    *,
    version: str,
    targets: Sequence[Target] = (),
    progress: Progress = lambda _done, _all: None,
) -> Report:
    """Build the report that is asked for; `now` only decides which days are over.

    Raises ReportRefused, naming the field of the request, and StoreUnavailable.
    """
    asked = resolve(config.spaces, request, now)
    fingerprint = Fingerprint(version)
    read = _read(asked, sources.history, fingerprint, progress)
    work = _protection(read) if request.is_public else exact
    together, spaces = _parts(asked.period, read, work, is_public=request.is_public)
    is_region = len(read) == len(config.spaces)
    return Report(
        request=Request(
            tuple(one.config.id for one in read), request.first, request.last, request.is_public
        ),
        period=asked.period,
        places=tuple(_place(one) for one in read),
        together=together,
        spaces=spaces,
        ranking=ranking_of(spaces),
        goals=tuple(
            goals_of(
                [one for one in targets if is_region or one.space is not None],
                together,
                spaces,
                is_exact=not request.is_public,
            )
        ),
        quality=_quality(asked, read, spaces, sources, is_public=request.is_public),
        method=method_of(version, None if request.is_public else fingerprint.hexdigest()),
    )


# Reading


@dataclass(frozen=True, slots=True)
class _Read:
    """All that was read of one space."""

    config: SpaceConfig
    gathering: Gathering
    counted: Period
    gathered: Gathered
    beside: Mapping[Period, Totals]
    """The periods to compare with, those in which it counted from the first day on."""

    @property
    def totals(self) -> Totals:
        return over_time(point.totals for point in self.gathered.days)


def _read(
    asked: Asked, reader: HistoryReader, fingerprint: Fingerprint, progress: Progress
) -> tuple[_Read, ...]:
    plans = [
        (space, _counted(space, asked.period), _beside(space, asked)) for space in asked.spaces
    ]
    steps = _Steps(
        sum(
            counted.day_count + sum(one.day_count for one in beside) for _, counted, beside in plans
        ),
        progress,
    )
    return tuple(
        _read_space(Gathering(space, reader, fingerprint, steps.advance), space, counted, beside)
        for space, counted, beside in plans
    )


def _read_space(
    gathering: Gathering, space: SpaceConfig, counted: Period, beside: Sequence[Period]
) -> _Read:
    gathered = gathering.gather(counted)
    compared = {
        period: over_time(point.totals for point in gathering.gather(period).days)
        for period in beside
    }
    return _Read(space, gathering, counted, gathered, compared)


def _counted(space: SpaceConfig, period: Period) -> Period:
    return Period(max(period.first, space.since), period.last)


def _beside(space: SpaceConfig, asked: Asked) -> tuple[Period, ...]:
    periods = dict.fromkeys((asked.period.previous(), asked.period.year_before()))
    return tuple(period for period in periods if period.first >= space.since)


class _Steps:
    """Counts what is done."""

    def __init__(self, all_count: int, progress: Progress) -> None:
        self._done = 0
        self._all = all_count
        self._progress = progress

    def advance(self, count: int) -> None:
        self._done += count
        self._progress(self._done, self._all)


# Working out


def _protection(read: Sequence[_Read]) -> Working:
    return Protection({one.config.id: one.config.small_count for one in read})


def _parts(
    period: Period, read: Sequence[_Read], work: Working, *, is_public: bool
) -> tuple[Part, tuple[Part, ...]]:
    table = work(OF_ONE_SPACE, with_all({one.config.id: one.totals for one in read}))
    weeks = weeks_of({one.config.id: one.gathered.week for one in read}, work)
    previous = _compared(period.previous(), period, read, work)
    year_before = _compared(period.year_before(), period, read, work)
    days: dict[Space, tuple[DayPoint, ...]] = {}
    if not is_public:
        days = {one.config.id: one.gathered.days for one in read}
        days[None] = days_together(days.values())

    def part(space: Space) -> Part:
        return Part(
            space=space,
            figures=table[space],
            previous=previous.get(space),
            year_before=year_before.get(space),
            days=days.get(space, ()),
            week=weeks[space],
        )

    return part(None), tuple(part(one.config.id) for one in read)


def _compared(
    period: Period, with_period: Period, read: Sequence[_Read], work: Working
) -> Mapping[Space, Comparison]:
    totals = {one.config.id: one.beside[period] for one in read if period in one.beside}
    if not totals:
        return {}
    unbroken = {
        one.config.id for one in read if one.counted == with_period and period in one.beside
    }
    return {
        space: Comparison(
            period=period,
            spaces=tuple(totals) if space is None else (space,),
            is_like_for_like=(len(unbroken) == len(read) if space is None else space in unbroken),
            figures=figures,
        )
        for space, figures in work(OF_ONE_SPACE, with_all(totals)).items()
    }


def _place(read: _Read) -> Place:
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


def _quality(
    asked: Asked,
    read: Sequence[_Read],
    parts: Sequence[Part],
    sources: Sources,
    *,
    is_public: bool,
) -> Quality:
    deletions = sources.history.deletions()
    spaces = tuple(
        space_quality(
            part,
            one.gathered.absent_slot_count,
            frozen_days(deletions, one.gathering.calendar, one.counted),
            is_calendar_applied=_is_calendar_applied(one.config, sources.history),
        )
        for one, part in zip(read, parts, strict=True)
    )
    ids = tuple(space.id for space in asked.spaces)
    agents = () if is_public else agent_qualities(sources.events.epochs(), ids)
    return Quality(spaces, agents)


def _is_calendar_applied(space: SpaceConfig, history: HistoryReader) -> bool:
    rolled = history.rolled(space.id)
    return rolled is not None and rolled.calendar == calendar_id(space)
