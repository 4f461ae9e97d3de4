"""Builds a report out of a store: reads, sums, works out. The only place that puts these together.

    resolve ─▶ gather each space over the period and both periods beside it ─▶ tables ─▶ Report

It reads history and the audit's records, and never live memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hub.config import HubConfig
from hub.domain.space import SpaceConfig
from hub.reports.asked import Asked, resolve
from hub.reports.fingerprint import Fingerprint
from hub.reports.goals import goals_of
from hub.reports.method import method_of
from hub.reports.model import Part, Quality, Report, Request, Target
from hub.reports.parts import parts_of, place_of
from hub.reports.public import Protection
from hub.reports.quality import agent_qualities, frozen_days, space_quality
from hub.reports.ranking import ranking_of
from hub.reports.reading import Progress, SpaceReading, read_spaces
from hub.reports.tables import Working, exact
from hub.rollup import calendar_id
from hub.stores.history import HistoryReader
from hub.stores.protocol import StoreReader


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
    read = read_spaces(asked, sources.history, fingerprint, progress)
    work = _protection(read) if request.is_public else exact
    together, spaces = parts_of(asked.period, read, work, is_public=request.is_public)
    is_region = not request.spaces or len(read) == len(config.spaces)
    return Report(
        request=Request(
            tuple(one.config.id for one in read), request.first, request.last, request.is_public
        ),
        period=asked.period,
        places=tuple(place_of(one) for one in read),
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


def _protection(read: Sequence[SpaceReading]) -> Working:
    return Protection({one.config.id: one.config.small_count for one in read})


def _quality(
    asked: Asked,
    read: Sequence[SpaceReading],
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
