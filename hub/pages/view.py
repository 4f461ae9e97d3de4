"""What stands on each page, ready for its template. Pure: snapshots and the present come in."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from contract.events import DeskState
from contract.times import from_us, to_us, to_wire
from hub.domain.availability import Availability
from hub.domain.space import DeskConfig, SpaceConfig
from hub.pages.answer import Answer, answer, is_silent, region_in_words
from hub.pages.nearby import Neighbour, distance_in_words, neighbours
from hub.pages.order import usefulness
from hub.pages.plan import Plan, draw
from hub.pages.typical_day import TypicalDayView, origin_in_words, typical_day_view
from hub.pages.words import PageWords
from hub.workers.typical_days import Origin, ShownTypicalDay

_STEP_US: Final = 5_000_000
_SHOWN_NEIGHBOURS: Final = 5
_STREAM: Final = "/api/v1/stream"
_LONGEST_MARK: Final = 5
"""Longer names don't fit below a desk on the plan."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The present: public snapshots by space, and since when silent spaces say nothing."""

    now: datetime
    snapshots: dict[str, Availability]
    last_reports: dict[str, datetime]


@dataclass(frozen=True, slots=True)
class Card:
    """One space as it stands in a list."""

    space: SpaceConfig
    said: Answer
    observed: str
    """When it was so, for live.js; empty if there is nothing to date."""
    distance: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A desk, room or booth with its public state; None where it has none."""

    desk: DeskConfig
    mark: str
    """What the plan calls it: a number where shortened names would be the same."""
    is_numbered: bool
    state: DeskState | None


@dataclass(frozen=True, slots=True)
class RegionView:
    """The overview."""

    now: str
    stream: str
    headline: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class SpaceView:
    """The page of one space."""

    now: str
    stream: str
    card: Card
    typical_day: TypicalDayView | None
    typical_day_note: str
    """Why it isn't there, or how old it is; empty where it is as it should be."""
    plan: Plan | None
    units: tuple[Unit, ...]
    rooms: tuple[Unit, ...]
    nearby: tuple[Card, ...]
    by_distance: bool


def shown_time(now: datetime) -> datetime:
    """Round up to five seconds.

    So a page is the same bytes for a while, and its ages are never younger than the truth.
    """
    return from_us(-(-to_us(now.astimezone(UTC)) // _STEP_US) * _STEP_US)


def region_view(spaces: tuple[SpaceConfig, ...], seen: Seen, words: PageWords) -> RegionView:
    """Describe the overview: the most useful space first."""
    ordered = sorted(spaces, key=lambda space: usefulness(seen.snapshots[space.id]))
    return RegionView(
        now=to_wire(seen.now),
        stream=_STREAM,
        headline=region_in_words(list(seen.snapshots.values()), words.live),
        cards=tuple(_card(space, seen, words) for space in ordered),
    )


def space_view(
    space: SpaceConfig,
    spaces: tuple[SpaceConfig, ...],
    in_service: tuple[DeskConfig, ...],
    seen: Seen,
    words: PageWords,
    *,
    typical_day: ShownTypicalDay | None = None,
    typical_day_origin: Origin = Origin(),  # noqa: B008 - frozen
) -> SpaceView:
    """Describe one space, with the nearest others."""
    zone = ZoneInfo(space.timezone)
    others = shown_near(space, spaces)
    units = _units(in_service, seen.snapshots[space.id].detail)
    public = tuple(unit for unit in units if unit.state is not None)
    return SpaceView(
        now=to_wire(seen.now),
        stream=_stream_of([space, *(other.space for other in others)]),
        card=_card(space, seen, words),
        typical_day=None
        if typical_day is None
        else typical_day_view(typical_day, seen.now, zone, words),
        typical_day_note=origin_in_words(typical_day_origin, seen.now, zone, words),
        plan=draw([unit.desk for unit in public]),
        units=tuple(unit for unit in public if unit.desk.kind == "desk"),
        rooms=tuple(unit for unit in units if unit.desk.kind != "desk"),
        nearby=tuple(_neighbour(other, seen, words) for other in others),
        by_distance=any(other.distance_km is not None for other in others),
    )


def shown_near(space: SpaceConfig, spaces: tuple[SpaceConfig, ...]) -> tuple[Neighbour, ...]:
    """Return the others that the page of a space names, the nearest first."""
    return neighbours(space, spaces)[:_SHOWN_NEIGHBOURS]


def _stream_of(spaces: list[SpaceConfig]) -> str:
    return f"{_STREAM}?{urlencode([('space', space.id) for space in spaces])}"


def _card(space: SpaceConfig, seen: Seen, words: PageWords) -> Card:
    snapshot, last_report = seen.snapshots[space.id], seen.last_reports.get(space.id)
    observed = last_report if is_silent(snapshot) else snapshot.observed_at
    return Card(
        space=space,
        said=answer(snapshot, seen.now, ZoneInfo(space.timezone), words, last_report),
        observed=to_wire(observed) if observed else "",
    )


def _neighbour(other: Neighbour, seen: Seen, words: PageWords) -> Card:
    card = _card(other.space, seen, words)
    distance = "" if other.distance_km is None else distance_in_words(other.distance_km, words)
    return replace(card, distance=distance)


def _units(desks: tuple[DeskConfig, ...], states: dict[str, DeskState] | None) -> tuple[Unit, ...]:
    marks = [_short(desk.label) for desk in desks]
    numbered = len(set(marks)) < len(marks)
    return tuple(
        Unit(
            desk=desk,
            mark=str(number) if numbered else mark,
            is_numbered=numbered,
            state=None if states is None else states.get(desk.id),
        )
        for number, (desk, mark) in enumerate(zip(desks, marks, strict=True), start=1)
    )


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_MARK else label[: _LONGEST_MARK - 1].rstrip() + "…"
