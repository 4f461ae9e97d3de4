"""What stands on a space's page, ready for its template. Pure: all that it says comes in."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from contract.events import DeskState
from contract.times import from_us, to_us, to_wire
from hub.domain.availability import Availability
from hub.domain.space import DeskConfig, SpaceConfig
from hub.pages.answer import Answer, Tone, answer, is_silent, tone_of
from hub.pages.nearby import Neighbour, distance_in_words, neighbours
from hub.pages.plan import Plan, draw
from hub.pages.words import PageWords

_STEP_US: Final = 5_000_000
_SHOWN_NEIGHBOURS: Final = 5
STREAM: Final = "/api/v1/stream"
"""Where the pages hear of every change."""
_LONGEST_MARK: Final = 5
"""Longer names don't fit below a desk on the plan."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The present: public snapshots by space, and since when silent spaces say nothing."""

    now: datetime
    snapshots: dict[str, Availability]
    last_reports: dict[str, datetime]
    starting_until: datetime | None = None
    """Until when silence tells nothing, as the hub has only just started; None: it tells."""

    @property
    def is_starting(self) -> bool:
        """Whether the hub has only just started."""
        return self.starting_until is not None and self.now < self.starting_until


@dataclass(frozen=True, slots=True)
class Card:
    """One space as it stands in a list."""

    space: SpaceConfig
    said: Answer
    observed: str
    """When it was so, for live.js; empty if there is nothing to date."""
    distance: str = ""
    data: tuple[tuple[str, str], ...] = ()
    """What a script of the page wants to know of it, as `data-` attributes."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A desk, room or booth with its public state; None where it has none."""

    desk: DeskConfig
    mark: str
    """What the plan calls it: a number where shortened names would be the same."""
    is_numbered: bool
    state: DeskState | None
    is_open: bool = True
    """Whether anybody can come in; while closed no desk is called free."""

    @property
    def shown(self) -> str:
        """The word that the page has for it, whose first letter names the mark."""
        return "closed" if not self.is_open else (self.state or DeskState.UNKNOWN).value


@dataclass(frozen=True, slots=True)
class SpaceView:
    """The page of one space."""

    now: str
    stream: str
    card: Card
    plan: Plan | None
    units: tuple[Unit, ...]
    rooms: tuple[Unit, ...]
    nearby: tuple[Card, ...]
    """Those that everybody is shown."""
    farther: tuple[Card, ...]
    """Those where a desk may be free instead: an open page follows them."""
    by_distance: bool


def shown_time(now: datetime) -> datetime:
    """Round up to five seconds.

    So a page is the same bytes for a while, and its ages are never younger than the truth.
    """
    return from_us(-(-to_us(now.astimezone(UTC)) // _STEP_US) * _STEP_US)


def space_view(
    space: SpaceConfig,
    spaces: tuple[SpaceConfig, ...],
    in_service: tuple[DeskConfig, ...],
    seen: Seen,
    words: PageWords,
) -> SpaceView:
    """Describe one space among `spaces`, the nearest of which it names."""
    others = neighbours(space, spaces)
    cards = tuple(_neighbour(other, seen, words) for other in others)
    snapshot = seen.snapshots[space.id]
    is_open = tone_of(snapshot) is not Tone.CLOSED
    units = _units(in_service, snapshot.detail, is_open=is_open)
    public = tuple(unit for unit in units if unit.state is not None)
    return SpaceView(
        now=to_wire(seen.now),
        stream=_stream_of([space, *(other.space for other in others)]),
        card=card_of(space, seen, words),
        plan=draw([unit.desk for unit in public]),
        units=tuple(unit for unit in public if unit.desk.kind == "desk"),
        rooms=tuple(unit for unit in units if unit.desk.kind != "desk"),
        nearby=cards[:_SHOWN_NEIGHBOURS],
        farther=cards[_SHOWN_NEIGHBOURS:],
        by_distance=any(other.distance_km is not None for other in others),
    )


def _stream_of(spaces: list[SpaceConfig]) -> str:
    return f"{STREAM}?{urlencode([('space', space.id) for space in spaces])}"


def card_of(space: SpaceConfig, seen: Seen, words: PageWords) -> Card:
    """Say of one space what a list says of it."""
    snapshot, last_report = seen.snapshots[space.id], seen.last_reports.get(space.id)
    observed = last_report if is_silent(snapshot) else snapshot.observed_at
    return Card(
        space=space,
        said=answer(
            snapshot,
            seen.now,
            ZoneInfo(space.timezone),
            words,
            last_report,
            is_starting=seen.is_starting,
        ),
        observed=to_wire(observed) if observed else "",
    )


def _neighbour(other: Neighbour, seen: Seen, words: PageWords) -> Card:
    card = card_of(other.space, seen, words)
    distance = "" if other.distance_km is None else distance_in_words(other.distance_km, words)
    return replace(card, distance=distance)


def _units(
    desks: tuple[DeskConfig, ...], states: dict[str, DeskState] | None, *, is_open: bool
) -> tuple[Unit, ...]:
    marks = [_short(desk.label) for desk in desks]
    numbered = len(set(marks)) < len(marks)
    return tuple(
        Unit(
            desk=desk,
            mark=str(number) if numbered else mark,
            is_numbered=numbered,
            state=None if states is None else states.get(desk.id),
            is_open=is_open,
        )
        for number, (desk, mark) in enumerate(zip(desks, marks, strict=True), start=1)
    )


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_MARK else label[: _LONGEST_MARK - 1].rstrip() + "…"
