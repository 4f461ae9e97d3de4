"""What stands on the region page, ready for its template. Pure: snapshots and the present come in.

Order, counts, sentence, map and ages follow from public snapshots, configuration and the present
alone: what is protected there stays protected here. region.js says the same in the browser.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from contract.times import to_wire
from hub.domain.availability import Availability
from hub.domain.space import SpaceConfig
from hub.domain.town import TownConfig
from hub.pages.answer import Tone, region_in_words, tone_of
from hub.pages.choice import NOTHING_CHOSEN, Choice, Filter, offered
from hub.pages.moments import age, coming, past
from hub.pages.nearby import distance_in_words, distance_km
from hub.pages.order import usefulness
from hub.pages.page_age import common_age, is_told
from hub.pages.region_map import RegionMap, Spot, draw_region
from hub.pages.towns import Town, towns_of
from hub.pages.view import STREAM, Card, Seen, card_of
from hub.pages.words import PageWords, RegionWords

_MARK_OF: Final = {Tone.FREE: "f", Tone.FULL: "o", Tone.UNKNOWN: "u", Tone.CLOSED: "c"}


class Surroundings:
    """What of a region never changes while the hub runs: its spaces, towns, filters and map."""

    def __init__(self, spaces: tuple[SpaceConfig, ...], named: Iterable[TownConfig]) -> None:
        self.spaces = spaces
        self.towns = {town.key: town for town in towns_of(named, spaces)}
        self.filters = offered(spaces)
        self.map = draw_region(spaces, self.towns.values())
        by_name = sorted(spaces, key=lambda space: space.name.casefold())
        self.rank = {space.id: rank for rank, space in enumerate(by_name)}
        """The place of each space among all by name."""


@dataclass(frozen=True, slots=True)
class FilterLink:
    """A filter, and the address that turns it on or off."""

    label: str
    query: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class MapMark:
    """A space on the map: where, and by which mark."""

    spot: Spot
    card: Card
    mark: str


@dataclass(frozen=True, slots=True)
class RegionView:
    """The overview."""

    now: str
    stream: str
    headline: str
    as_of: str
    age: str
    observed: str
    """The moment of the page's age, for region.js; empty if there is none."""
    zone: str
    """Whose time of day the page speaks of."""
    open_cards: tuple[Card, ...]
    closed_cards: tuple[Card, ...]
    fold: str
    """What is said of the closed ones, which are folded away; empty if there are none."""
    only_open: bool
    filters: tuple[FilterLink, ...]
    towns: tuple[Town, ...]
    near: Town | None
    kept: tuple[tuple[str, str], ...]
    """What the form of the towns sends along: the filters that are on."""
    clear: str | None
    """The address without any choice, if there is one."""
    matching: str
    map: RegionMap | None
    marks: tuple[MapMark, ...]


def region_view(
    around: Surroundings,
    seen: Seen,
    words: PageWords,
    choice: Choice = NOTHING_CHOSEN,
    asked_language: str = "",
) -> RegionView:
    """Describe the overview: what is free and open first, then what is nearest.

    `asked_language` is the one that the address asks for, which links then keep.
    """
    spaces = tuple(space for space in around.spaces if choice.matches(space))
    near = around.towns.get(choice.near)
    snapshots = [seen.snapshots[space.id] for space in spaces]
    common, zone = common_age(snapshots), around.spaces[0].timezone
    cards = _ordered(spaces, seen, words, around, near)
    closed = tuple(card for card in cards if card.said.tone is Tone.CLOSED)
    return RegionView(
        now=to_wire(seen.now),
        stream=STREAM,
        headline=region_in_words(snapshots, words.live) if spaces else words.region.matching_none,
        as_of=_as_of(common, seen.now, ZoneInfo(zone), words),
        age="" if common is None else age(seen.now - common, words),
        observed="" if common is None else to_wire(common),
        zone=zone,
        open_cards=tuple(card for card in cards if card.said.tone is not Tone.CLOSED),
        closed_cards=closed,
        fold=fold_in_words(closed, len(cards) - len(closed), seen, words),
        only_open=Filter.OPEN in choice.filters,
        filters=tuple(_filter_links(around.filters, choice, words.region, asked_language)),
        towns=tuple(around.towns.values()),
        near=near,
        kept=tuple(replace(choice, near="").pairs()),
        clear=NOTHING_CHOSEN.address(asked_language) if choice != NOTHING_CHOSEN else None,
        matching=_matching(len(spaces), len(around.spaces), words.region),
        map=around.map,
        marks=_marks(around.map, cards, seen),
    )


def _ordered(
    spaces: Sequence[SpaceConfig],
    seen: Seen,
    words: PageWords,
    around: Surroundings,
    near: Town | None,
) -> list[Card]:
    away = {space.id: None if near is None else distance_km(near, space) for space in spaces}
    common = common_age(seen.snapshots[space.id] for space in spaces)

    def key(space: SpaceConfig) -> tuple[int, float, float, int]:
        return (*usefulness(seen.snapshots[space.id]), _far(away[space.id]), around.rank[space.id])

    cards = []
    for space in sorted(spaces, key=key):
        told, away_km = is_told(seen.snapshots[space.id], common), away[space.id]
        card = card_of(space, seen, words)
        if told:
            card = replace(card, said=replace(card.said, as_of="", age=""))
        distance = "" if away_km is None else distance_in_words(away_km, words)
        known = _for_the_script(space, around.rank[space.id], away_km, told=told)
        cards.append(replace(card, distance=distance, data=tuple(known)))
    return cards


def _far(km: float | None) -> float:
    return float("inf") if km is None else km


def _for_the_script(
    space: SpaceConfig, rank: int, away_km: float | None, *, told: bool
) -> Iterable[tuple[str, str]]:
    """Yield what region.js orders by; `told`: the page says the card's age."""
    yield "rank", str(rank)
    if space.latitude is not None:
        yield "at", f"{space.latitude} {space.longitude}"
    if away_km is not None:
        yield "km", f"{away_km:.3f}"
    if told:
        yield "told", ""


def _as_of(common: datetime | None, now: datetime, zone: ZoneInfo, words: PageWords) -> str:
    return "" if common is None else words.live.as_of.format(t=past(common, now, zone, words))


def fold_in_words(closed: Sequence[Card], open_count: int, seen: Seen, words: PageWords) -> str:
    """Say how many are closed, and when the first of them opens; nothing if none is."""
    if not closed:
        return ""
    live, count = words.live, len(closed)
    one, many = (
        (live.closed_one_more, live.closed_more)
        if open_count
        else (live.closed_one, live.closed_all)
    )
    said = one if count == 1 else many.format(n=count)
    opens = [
        (until, card.space.timezone)
        for card in closed
        if (until := seen.snapshots[card.space.id].opening.until) is not None
    ]
    if not opens:
        return said
    until, zone = min(opens)
    first = live.closed_it_opens if count == 1 else live.closed_first_opens
    return first.format(a=said, t=coming(until, seen.now, ZoneInfo(zone), words))


def _filter_links(
    filters: Iterable[Filter], choice: Choice, words: RegionWords, language: str
) -> Iterable[FilterLink]:
    labels = {
        Filter.OPEN: words.open,
        Filter.STEP_FREE: words.step_free,
        Filter.WIFI: words.wifi,
        Filter.MEETING_ROOM: words.meeting_room,
    }
    for each in filters:
        query = choice.toggled(each).address(language)
        yield FilterLink(labels[each], query, each in choice.filters)


def _matching(matching: int, total: int, words: RegionWords) -> str:
    return words.matching.format(a=matching, b=total) if 0 < matching < total else ""


def _marks(region_map: RegionMap | None, cards: Sequence[Card], seen: Seen) -> tuple[MapMark, ...]:
    """Return the marks in the order of the list, so that Tab goes the same way."""
    spots = {} if region_map is None else {spot.space_id: spot for spot in region_map.spots}
    return tuple(
        MapMark(spots[card.space.id], card, mark_of(seen.snapshots[card.space.id]))
        for card in cards
        if card.space.id in spots
    )


def mark_of(available: Availability) -> str:
    """Return the letter of the mark that stands for a whole space."""
    perhaps = "p" if available.free.capped else "u"
    return _MARK_OF.get(tone_of(available), perhaps)
